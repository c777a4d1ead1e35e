import type { ConversationFieldsFragment } from '../generated/graphql.ts'

export interface ConversationGroup {
  label: string
  conversations: ConversationFieldsFragment[]
}

const dayMs = 86_400_000

/** Puts conversations, which come newest first, under headings by the days since something was said in them. */
export function conversationGroups(
  conversations: readonly ConversationFieldsFragment[],
  now: Date = new Date(),
): ConversationGroup[] {
  const groups: ConversationGroup[] = []
  for (const conversation of conversations) {
    const label = labelFor(new Date(conversation.lastActiveAt), now)
    const group = groups.find((one) => one.label === label)
    if (group) group.conversations.push(conversation)
    else groups.push({ label, conversations: [conversation] })
  }
  return groups
}

function labelFor(time: Date, now: Date): string {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()
  const before = midnight - time.getTime()
  if (before <= 0) return 'Today'
  if (before <= dayMs) return 'Yesterday'
  if (before <= 7 * dayMs) return 'Last 7 days'
  if (before <= 30 * dayMs) return 'Last 30 days'
  return 'Older'
}
