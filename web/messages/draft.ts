import { useSyncExternalStore } from 'react'

// One unsent text per conversation, for as long as the page lives: it survives flipping between conversations.
const drafts = new Map<string, string>()
const listeners = new Set<() => void>()
const keyOf = (conversationId: string | null): string => conversationId ?? ''

/** Puts a text where the next message of a conversation is written. */
export function setDraft(conversationId: string | null, text: string): void {
  if (text) drafts.set(keyOf(conversationId), text)
  else drafts.delete(keyOf(conversationId))
  for (const listener of listeners) listener()
}

/** What was typed while a new conversation was being opened goes with it. */
export function moveDraft(from: string | null, to: string): void {
  const text = drafts.get(keyOf(from))
  if (text === undefined) return
  drafts.delete(keyOf(from))
  setDraft(to, text)
}

export function useDraft(conversationId: string | null): string {
  return useSyncExternalStore(subscribe, () => drafts.get(keyOf(conversationId)) ?? '')
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
