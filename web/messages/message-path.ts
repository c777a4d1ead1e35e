import type { MessageFieldsFragment, ReplyFieldsFragment } from '../generated/graphql.ts'

/** One message of the branch on show, the reply in use for it, and the other wordings of the same turn. */
export interface PathStep {
  message: MessageFieldsFragment
  reply: ReplyFieldsFragment | null
  /** Every message that stands at this place, oldest first, this one among them. */
  versions: readonly string[]
}

/** Which of several messages after the same reply the reader wants to see, by that reply's id. */
export type BranchChoices = Readonly<Record<string, string>>

/** The reply in use, or the newest where none is marked. */
function replyInUse(message: MessageFieldsFragment): ReplyFieldsFragment | null {
  return message.replies.find(({ id }) => id === message.reply?.id) ?? message.replies.at(-1) ?? null
}

/**
 * The one branch to show out of the loaded part of a conversation. Below each reply the chosen message goes on, the
 * newest where none was chosen. A page cuts off what came before it, so the walk starts at the message of the page
 * from which its newest message descends.
 */
export function messagePath(messages: readonly MessageFieldsFragment[], choices: BranchChoices = {}): PathStep[] {
  const newest = messages.at(-1)
  if (!newest) return []
  const after = groupByParent(messages)
  const path: PathStep[] = []
  let siblings = after.get(firstAncestor(newest, messages).afterReplyId)
  while (siblings?.length) {
    const parent = siblings[0]!.afterReplyId
    const chosen = choices[parent ?? '']
    const message = siblings.find(({ id }) => id === chosen) ?? siblings.at(-1)!
    const reply = replyInUse(message)
    path.push({ message, reply, versions: siblings.map(({ id }) => id) })
    siblings = reply ? after.get(reply.id) : undefined
  }
  return path
}

function groupByParent(messages: readonly MessageFieldsFragment[]): Map<string | null, MessageFieldsFragment[]> {
  const after = new Map<string | null, MessageFieldsFragment[]>()
  for (const message of messages) {
    const siblings = after.get(message.afterReplyId)
    if (siblings) siblings.push(message)
    else after.set(message.afterReplyId, [message])
  }
  return after
}

function firstAncestor(from: MessageFieldsFragment, messages: readonly MessageFieldsFragment[]): MessageFieldsFragment {
  const owners = new Map(messages.flatMap((message) => message.replies.map(({ id }) => [id, message] as const)))
  let ancestor = from
  for (let steps = 0; steps < messages.length; steps += 1) {
    const parent = ancestor.afterReplyId === null ? undefined : owners.get(ancestor.afterReplyId)
    if (!parent) break
    ancestor = parent
  }
  return ancestor
}
