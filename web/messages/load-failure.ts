/** Why a conversation could not be read. */
export interface LoadFailure {
  conversationId: string
  error: unknown
}

/**
 * What is left of a failure once a conversation was read: an answer that comes late says nothing about another one that
 * is shown by now.
 */
export const afterReading =
  (conversationId: string) =>
  (failure: LoadFailure | null): LoadFailure | null =>
    failure?.conversationId === conversationId ? null : failure
