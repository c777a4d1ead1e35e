import { partsOf } from './composition.ts'
import { kindOf, shown } from './check-replies.ts'
import { grouped } from './grouped.ts'
import { planTag, requestsByTag } from './requests-by-tag.ts'
import type { Evidence, FinalReply, ModelRequest, Observation, Violation } from './records.ts'

interface Subject {
  reply: FinalReply
  tag: string
  requests: readonly ModelRequest[]
}

/**
 * Every reader that read to the end put together exactly the text of history; at every moment it had the beginning of what
 * the model said; it was told one end, and nothing after it.
 */
export function checkObservations({ history, messages, requests }: Evidence): Violation[] {
  const asked = requestsByTag(requests)
  const subjects = new Map<string, Subject>()
  for (const { text, replies } of messages) {
    const tag = planTag(text)
    for (const reply of replies) subjects.set(reply.id, { reply, tag, requests: asked.get(tag) ?? [] })
  }
  return [...grouped(history.observations, ({ reader }) => reader)].flatMap(([reader, observations]) => {
    const subject = subjects.get(observations[0]!.replyId)
    if (!subject) return [{ kind: 'lost', promise: 'G5', what: `what ${reader} read is not in history` } as const]
    return checkReader(observations, subject).map((violation) => ({
      ...violation,
      what: `${reader} of ${subject.tag}: ${violation.what}`,
    }))
  })
}

function checkReader(observations: readonly Observation[], subject: Subject): Violation[] {
  const violations: Violation[] = []
  let text = ''
  let ends = 0
  for (const { event } of observations) {
    if (ends > 0 && event.type !== 'given-up')
      violations.push({ kind: 'doubled', promise: 'G7', what: `was told a ${event.type} after the end` })
    if (event.type === 'refused') {
      violations.push({ kind: 'stuck', promise: 'G5', what: `was refused with ${event.code}` })
    } else if (event.type === 'delta') {
      if (!event.text.isWellFormed()) violations.push({ kind: 'wrong', promise: 'G5', what: 'was sent half a sign' })
      text += event.text
    } else if (event.type === 'reset') {
      violations.push(...checkText(text, subject))
      text = ''
    } else if (event.type === 'end') {
      ends += 1
      violations.push(...checkEnd(event, text, subject.reply))
    }
  }
  violations.push(...checkText(text, subject))
  if (ends === 0) violations.push({ kind: 'stuck', promise: 'G5', what: `was never told the end after ${shown(text)}` })
  return violations
}

// Text only grows between resets: what is right in the end was right at every moment before.
function checkText(text: string, { requests }: Subject): Violation[] {
  if (partsOf(text, requests)) return []
  return [{ kind: kindOf(text, requests), promise: 'G8', what: `had ${shown(text)}` }]
}

function checkEnd(end: { status: string; text: string }, text: string, reply: FinalReply): Violation[] {
  if (end.status !== reply.status || end.text !== reply.text) {
    return [{ kind: 'wrong', promise: 'G7', what: `was told ${end.status}, and history has ${reply.status}` }]
  }
  if (text === reply.text) return []
  const kind = text.length > reply.text.length ? 'doubled' : 'lost'
  return [{ kind, promise: 'G5', what: `put together ${shown(text)} where history has ${shown(reply.text)}` }]
}
