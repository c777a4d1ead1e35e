import { planTag, requestsByTag } from './requests-by-tag.ts'
import type { Evidence, FinalReply, ModelRequest, StopRecord, Violation } from './records.ts'

/** How soon after the acknowledgement the vendor's stream must be closed: a second, and what a busy machine adds. */
const closedWithinMs = 4_000

/** Once a stop is acknowledged the reply is final as it was told, and the model is not listened to any more. */
export function checkStops({ history, messages, requests }: Evidence): Violation[] {
  const asked = requestsByTag(requests)
  const replies = new Map(
    messages.flatMap(({ text, replies }) => replies.map((reply) => [reply.id, { reply, tag: planTag(text) }] as const)),
  )
  return history.stops.flatMap((stop) => {
    const known = replies.get(stop.replyId)
    if (stop.outcome !== 'ok' || !known) return []
    return checkStop(stop, known.reply, asked.get(known.tag) ?? [])
  })
}

function checkStop(stop: StopRecord, reply: FinalReply, requests: readonly ModelRequest[]): Violation[] {
  const wrong = (what: string): Violation[] => [{ kind: 'wrong', promise: 'G11', what: `${stop.replyId} ${what}` }]
  if (stop.status !== 'STOPPED' && stop.status !== 'COMPLETED' && stop.status !== 'FAILED') {
    return wrong(`was ${stop.status} when its stop was acknowledged`)
  }
  if (reply.status !== stop.status || reply.text !== stop.text) {
    return wrong(`was told as ${stop.status} and is ${reply.status} in the end`)
  }
  const late = requests.filter(({ closedAt = Infinity }) => closedAt > stop.endedAt + closedWithinMs)
  return late.length > 0 ? wrong('went on at the vendor after its stop was acknowledged') : []
}
