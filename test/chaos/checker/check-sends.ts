import type { Evidence, FinalMessage, SendRecord, Violation } from './records.ts'

// What a client may be told of a send: a person or a program can do something about each of them.
const typed = new Set(['CONFLICT', 'BAD_USER_INPUT', 'NOT_FOUND', 'RATE_LIMITED', 'FORBIDDEN', 'UNAUTHENTICATED'])

/** An acknowledged message is there, as it was sent; and however often it was sent, there is one of it and one first reply. */
export function checkSends({ history, messages }: Evidence): Violation[] {
  const byId = new Map(messages.map((message) => [message.id, message]))
  return [
    ...history.sends.flatMap((send) => checkSend(send, byId)),
    ...checkAnswersAgree(history.sends),
    ...checkMessagesAreOne(messages),
  ]
}

function checkSend(
  { key, text, outcome, code = '', answer }: SendRecord,
  byId: Map<string, FinalMessage>,
): Violation[] {
  if (outcome === 'fail' && !typed.has(code)) {
    return [{ kind: 'wrong', promise: 'G22', what: `sending ${key} was answered with ${code}` }]
  }
  if (outcome !== 'ok' || !answer) return []
  const lost = (what: string): Violation[] => [{ kind: 'lost', promise: 'G1', what: `the acknowledged ${key} ${what}` }]
  const message = byId.get(answer.messageId)
  if (!message) return lost('is not in history')
  if (message.text !== text || message.key !== key || message.conversationId !== answer.conversationId) {
    return lost('is in history with another content')
  }
  return message.replies.some(({ id }) => id === answer.replyId) ? [] : lost('has lost its reply')
}

/** Two acknowledgements of one key name the same message and reply; and both were of the same content. */
function checkAnswersAgree(sends: readonly SendRecord[]): Violation[] {
  const violations: Violation[] = []
  const first = new Map<string, SendRecord>()
  for (const send of sends) {
    if (!send.answer) continue
    const name = `${send.viewer}/${send.key}`
    const earlier = first.get(name) ?? send
    first.set(name, earlier)
    if (earlier.text !== send.text) {
      violations.push({ kind: 'wrong', promise: 'G4', what: `${name} was taken with two contents` })
    } else if (JSON.stringify(earlier.answer) !== JSON.stringify(send.answer)) {
      violations.push({ kind: 'doubled', promise: 'G3', what: `${name} was acknowledged as two messages` })
    }
  }
  return violations
}

function checkMessagesAreOne(messages: readonly FinalMessage[]): Violation[] {
  const seen = new Set<string>()
  return messages.flatMap(({ viewer, key, replies }): Violation[] => {
    const name = `${viewer}/${key}`
    const again = key !== null && seen.has(name)
    seen.add(name)
    return [
      ...(again ? [{ kind: 'doubled', promise: 'G3', what: `${name} is in history twice` } as const] : []),
      ...(replies.length === 1
        ? []
        : [{ kind: 'doubled', promise: 'G3', what: `${name} has ${replies.length} replies` } as const]),
    ]
  })
}
