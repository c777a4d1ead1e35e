import type { ApolloCache } from '@apollo/client/cache'
import { notifications } from '@mantine/notifications'
import { goTo, placeOf } from '../routing/location.ts'
import { recordDeletion } from './conversations-cache.ts'

const deletedHere = new Set<string>()

/** Notes that this page itself deletes a conversation: its reader needs no word about it. Answers how to take that back. */
export function noteDeletion(conversationId: string): () => void {
  deletedHere.add(conversationId)
  return () => deletedHere.delete(conversationId)
}

/** Leaves a conversation that is gone, where it is on show, and forgets it. */
export function leaveDeleted(cache: ApolloCache, conversationId: string): void {
  if (placeOf(location.pathname).conversationId === conversationId) {
    goTo(null, { replace: true })
    if (!deletedHere.has(conversationId)) {
      notifications.show({ message: 'This conversation was deleted elsewhere.', color: 'gray', autoClose: 8_000 })
    }
  }
  recordDeletion(cache, conversationId)
}
