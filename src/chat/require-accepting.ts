import { ChatError } from '../errors.ts'
import type { ReplyWriter } from '../reply/reply-writer.ts'

/** Refuses a new reply while this process ends: it could only hand it over at once. */
export function requireAccepting(writer: ReplyWriter): void {
  if (writer.accepting) return
  throw new ChatError('OVERLOADED', 'The server is about to restart. Try again shortly.', { retryAfterMs: 2_000 })
}
