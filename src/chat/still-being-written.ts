import { ChatError } from '../errors.ts'

/** A model is to read the whole of a reply, and a message is to have one answer at a time: both wait for its end. */
export const stillBeingWritten = (which: string): ChatError =>
  new ChatError('CONFLICT', `${which} is still being written. Wait for its end, or stop it.`, {
    retryable: true,
    retryAfterMs: 1_000,
  })
