import { grouped } from './grouped.ts'
import type { Evidence, ReadRecord, SendRecord, Violation } from './records.ts'

/**
 * A conversation is a list that only grows: each reading is the beginning of what is there in the end, holds all that was
 * acknowledged before it began, and whoever reads later sees no less. A client's own messages stand in the order in which
 * it sent them.
 */
export function checkReads(evidence: Evidence): Violation[] {
  const lists = new Map(
    [...grouped(evidence.messages, ({ conversationId }) => conversationId)].map(
      ([id, messages]) => [id, messages.map((message) => message.id)] as const,
    ),
  )
  const reads = evidence.history.reads.filter(({ outcome }) => outcome === 'ok')
  return [
    ...reads.flatMap((read) => checkPrefix(read, lists.get(read.conversationId) ?? [])),
    ...checkOwnWrites(evidence, reads),
    ...checkNothingDisappears(reads),
    ...checkOwnOrder(evidence, lists),
  ]
}

function checkPrefix({ node, conversationId, messageIds }: ReadRecord, list: readonly string[]): Violation[] {
  if (messageIds.every((id, index) => id === list[index])) return []
  const what = `a reading of ${conversationId} at ${node} is not the beginning of what is there in the end`
  return [{ kind: 'wrong', promise: 'G12', what }]
}

function checkOwnWrites({ history }: Evidence, reads: readonly ReadRecord[]): Violation[] {
  const read = grouped(reads, ({ conversationId }) => conversationId)
  return history.sends.flatMap(({ answer, endedAt, key }) => {
    if (!answer) return []
    const later = (read.get(answer.conversationId) ?? []).filter(({ invokedAt }) => invokedAt > endedAt)
    return later
      .filter(({ messageIds }) => !messageIds.includes(answer.messageId))
      .map(({ node }): Violation => ({ kind: 'lost', promise: 'G14', what: `${key} is missing at ${node}` }))
  })
}

function checkNothingDisappears(reads: readonly ReadRecord[]): Violation[] {
  const byConversation = grouped(reads, ({ conversationId }) => conversationId)
  return [...byConversation].flatMap(([id, all]) => {
    const sorted = all.toSorted((one, other) => one.endedAt - other.endedAt)
    let longest = 0
    let next = 0
    const violations: Violation[] = []
    for (const read of all.toSorted((one, other) => one.invokedAt - other.invokedAt)) {
      // All that had ended when this one began.
      for (; next < sorted.length && sorted[next]!.endedAt < read.invokedAt; next++) {
        longest = Math.max(longest, sorted[next]!.messageIds.length)
      }
      if (read.messageIds.length >= longest) continue
      violations.push({ kind: 'lost', promise: 'G12', what: `a later reading of ${id} at ${read.node} saw less` })
    }
    return violations
  })
}

interface Written {
  key: string
  writer: string
  messageId: string
  /** From the first try to the first acknowledgement. */
  from: number
  until: number
}

function checkOwnOrder({ history }: Evidence, lists: Map<string, string[]>): Violation[] {
  const places = new Map([...lists.values()].flatMap((list) => list.map((id, index) => [id, index] as const)))
  const written = [...grouped(history.sends, ({ viewer, key }) => `${viewer}/${key}`).values()].flatMap(asWritten)
  return [...grouped(written, ({ writer }) => writer).values()].flatMap((own) => {
    const ordered = own.toSorted((one, other) => one.from - other.from)
    return ordered.slice(1).flatMap((later, index): Violation[] => {
      const earlier = ordered[index]!
      // Sent at the same time: either order will do.
      if (later.from < earlier.until) return []
      if (places.get(later.messageId)! > places.get(earlier.messageId)!) return []
      return [{ kind: 'wrong', promise: 'G12', what: `${later.key} stands before ${earlier.key}` }]
    })
  })
}

function asWritten(tries: readonly SendRecord[]): Written[] {
  const first = tries.find(({ answer }) => answer)
  if (!first?.answer) return []
  const { viewer, key, answer, endedAt } = first
  const from = Math.min(...tries.map(({ invokedAt }) => invokedAt))
  // A key begins with its writer's name.
  const writer = `${viewer}/${key.split('-')[0]}/${answer.conversationId}`
  return [{ key, writer, messageId: answer.messageId, from, until: endedAt }]
}
