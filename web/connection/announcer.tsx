import { VisuallyHidden } from '@mantine/core'
import { useSyncExternalStore } from 'react'

let said = ''
const listeners = new Set<() => void>()

/** Says something to those who listen to the page instead of looking at it. */
export function announce(words: string): void {
  // The same words twice in a row would not be read out again: a space that nobody hears makes them different.
  said = words === said && words ? `${words}\u00a0` : words
  for (const listener of listeners) listener()
}

/** The one polite live region of the page. */
export function Announcer() {
  const words = useSyncExternalStore(subscribe, () => said)
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {words}
    </VisuallyHidden>
  )
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
