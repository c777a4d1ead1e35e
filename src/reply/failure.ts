import { ChatError, isRetryable } from '../errors.ts'
import type { ReplyFailure } from './reply.entity.ts'

/** An error as the reader of a reply is told it. What was already written decides: a reply cut off is REPLY_INTERRUPTED. */
export function failureOf(error: unknown, hasText: boolean): ReplyFailure {
  const known =
    error instanceof ChatError ? error : new ChatError('INTERNAL', 'Something went wrong.', { cause: error })
  const { message, retryable, retryAfterMs } = known
  if (!hasText || known.code === 'CONTENT_BLOCKED' || known.code === 'REPLY_INTERRUPTED') {
    return { code: known.code, message, retryable, retryAfterMs }
  }
  return {
    code: 'REPLY_INTERRUPTED',
    message: `The reply was cut off; what was written is kept. ${message}`,
    retryable: isRetryable('REPLY_INTERRUPTED'),
    retryAfterMs,
  }
}
