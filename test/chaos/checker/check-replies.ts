import { isWhole, partsOf } from './composition.ts'
import { grouped } from './grouped.ts'
import { planTag, requestsByTag } from './requests-by-tag.ts'
import type { Evidence, FinalReply, ModelRequest, Violation } from './records.ts'

const terminal = new Set(['COMPLETED', 'FAILED', 'STOPPED'])

/** Tries after which a reply may fail although the model would have answered it. */
const triesBeforeFailure = 3

/**
 * Every reply is final, and its text is what the model said: whole where it completed, the beginning where it did not. One
 * fails only where the model was to break it off, or where its writers died too often.
 */
export function checkReplies({ messages, requests, attempts }: Evidence): Violation[] {
  const asked = requestsByTag(requests)
  const tries = grouped(attempts, ({ replyId }) => replyId)
  return messages.flatMap(({ text, replies }) => {
    const tag = planTag(text)
    return replies.flatMap((reply) => {
      const made = tries.get(reply.id)?.length ?? 0
      const gaveUp = reply.status === 'FAILED' && !text.includes(' break=') && made < triesBeforeFailure
      const what = `the reply to ${tag} failed with ${reply.errorCode} after ${made} tries`
      return [
        ...(gaveUp ? [{ kind: 'wrong', promise: 'G7', what } as const] : []),
        ...checkReply(reply, asked.get(tag) ?? [], tag),
      ]
    })
  })
}

function checkReply(
  { status, text, errorCode }: FinalReply,
  requests: readonly ModelRequest[],
  tag: string,
): Violation[] {
  if (!terminal.has(status)) return [{ kind: 'stuck', promise: 'G7', what: `the reply to ${tag} is still ${status}` }]
  if (errorCode === 'INTERNAL') return [{ kind: 'wrong', promise: 'G22', what: `the reply to ${tag} failed as a bug` }]
  if (!text.isWellFormed()) return [{ kind: 'wrong', promise: 'G5', what: `the reply to ${tag} holds half a sign` }]
  const parts = partsOf(text, requests)
  if (!parts) return [{ kind: kindOf(text, requests), promise: 'G8', what: `the reply to ${tag} is ${shown(text)}` }]
  if (status === 'COMPLETED' && !isWhole(parts)) {
    return [{ kind: 'lost', promise: 'G5', what: `the completed reply to ${tag} lacks its end: ${shown(text)}` }]
  }
  return []
}

/** Text that no answer of the model explains: too much of it, or something missing in it. */
export function kindOf(text: string, requests: readonly ModelRequest[]): 'lost' | 'doubled' | 'wrong' {
  const pieces = text.match(/\d+\.\d+/g) ?? []
  if (new Set(pieces).size < pieces.length) return 'doubled'
  return requests.some((request) => request.text.length > 0) ? 'lost' : 'wrong'
}

export const shown = (text: string): string => JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text)
