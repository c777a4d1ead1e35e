import { useSyncExternalStore } from 'react'
import type { MouseEvent } from 'react'

/** Where the reader is: a conversation by its id, or a new chat. */
export interface Place {
  conversationId: string | null
}

const listeners = new Set<() => void>()
const tell = (): void => listeners.forEach((listener) => listener())

/** The address of a conversation, or of a new chat. */
export const pathOf = (conversationId: string | null): string =>
  conversationId === null ? '/' : `/c/${encodeURIComponent(conversationId)}`

/** Reads an address of this client. */
export function placeOf(path: string): Place {
  const match = /^\/c\/([^/]+)\/?$/.exec(path)
  return { conversationId: match?.[1] ? decodeURIComponent(match[1]) : null }
}

/** Goes to a conversation or a new chat; `replace` leaves no step behind in the browser's history. */
export function goTo(conversationId: string | null, { replace = false } = {}): void {
  const path = pathOf(conversationId)
  if (path === location.pathname) return
  if (replace) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  tell()
}

/** For a link's onClick: stays in the page, unless the reader asks for a new tab or window. */
export function followLink(event: MouseEvent, conversationId: string | null): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return
  event.preventDefault()
  goTo(conversationId)
}

export function usePlace(): Place {
  const path = useSyncExternalStore(subscribe, () => location.pathname)
  return placeOf(path)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('popstate', listener)
  }
}
