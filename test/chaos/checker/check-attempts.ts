import { planTag, requestsByTag } from './requests-by-tag.ts'
import { grouped } from './grouped.ts'
import type { Evidence, Violation } from './records.ts'

/** Calls to the model that one reply may cost, whatever happens to it. */
const mostAttempts = 3

/**
 * Each request has its row, which was there before the request left. A row may lack its request where its writer died or
 * failed in between; one that completed may not.
 */
export function checkAttempts({ messages, requests, attempts }: Evidence): Violation[] {
  const asked = requestsByTag(requests)
  const rows = grouped(attempts, ({ replyId }) => replyId)
  return messages.flatMap(({ text, replies }) => {
    const tag = planTag(text)
    const [reply] = replies
    if (!reply) return []
    const own = rows.get(reply.id) ?? []
    const made = asked.get(tag)?.length ?? 0
    const count = (status: string) => own.filter((row) => row.status === status).length
    const wrong = (what: string): Violation => ({ kind: 'wrong', promise: 'G10', what: `the reply to ${tag} ${what}` })
    return [
      ...(made > own.length ? [wrong(`cost ${made} requests, and has ${own.length} attempts`)] : []),
      ...(own.length > mostAttempts ? [wrong(`has ${own.length} attempts`)] : []),
      ...(count('completed') > made ? [wrong('has a completed attempt without its request')] : []),
      ...(count('open') > 0 ? [wrong('has an attempt that is still open')] : []),
    ]
  })
}
