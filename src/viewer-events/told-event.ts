import type { ConversationEntity } from '../conversation/conversation.entity.ts'
import type { ConversationStore } from '../conversation/conversation-store.ts'
import type { MessageEntity } from '../conversation/message.entity.ts'
import type { ReplyEntity } from '../reply/reply.entity.ts'
import type { ReplyStore } from '../reply/reply-store.ts'
import type { StoredViewerEvent } from './viewer-event-store.ts'

/** What a follower of a viewer is told: an event, with what it is about as that is now. */
export type ToldEvent = { sequence: number } & (
  | { kind: 'conversation-created' | 'conversation-changed'; conversation: ConversationEntity }
  | { kind: 'conversation-deleted'; conversationId: string }
  | { kind: 'message-sent' | 'reply-selected'; conversationId: string; message: MessageEntity }
  | { kind: 'reply-opened' | 'reply-settled'; conversationId: string; messageId: string; reply: ReplyEntity }
  // The follower is behind everything that is kept; the sequence is that of the newest event.
  | { kind: 'events-missed' }
)

export interface TellerStores {
  conversations: ConversationStore
  replies: ReplyStore
}

interface Rows {
  conversations: Map<string, ConversationEntity>
  messages: Map<string, MessageEntity>
  replies: Map<string, ReplyEntity>
}

/** Adds to events what they are about, in three statements however many they are. An event about something that is gone is left out: its deletion comes later. */
export async function tell(
  { conversations, replies }: TellerStores,
  events: readonly StoredViewerEvent[],
): Promise<ToldEvent[]> {
  const [conversationRows, messageRows, replyRows] = await Promise.all([
    byId(idsOf(events, conversationOf), (ids) => conversations.findMany(ids)),
    byId(idsOf(events, messageOf), (ids) => conversations.findMessages(ids)),
    byId(idsOf(events, replyOf), (ids) => replies.findMany(ids)),
  ])
  const rows = { conversations: conversationRows, messages: messageRows, replies: replyRows }
  return events.flatMap((event) => tellOne(event, rows) ?? [])
}

function tellOne(event: StoredViewerEvent, rows: Rows): ToldEvent | undefined {
  const { sequence, kind, conversationId } = event
  switch (kind) {
    case 'conversation-created':
    case 'conversation-changed': {
      const conversation = rows.conversations.get(conversationId)
      return conversation && { sequence, kind, conversation }
    }
    case 'conversation-deleted':
      return { sequence, kind, conversationId }
    case 'message-sent':
    case 'reply-selected': {
      const message = rows.messages.get(event.messageId ?? '')
      return message && { sequence, kind, conversationId, message }
    }
    case 'reply-opened':
    case 'reply-settled': {
      const reply = rows.replies.get(event.replyId ?? '')
      return reply && { sequence, kind, conversationId, messageId: reply.messageId, reply }
    }
  }
}

const conversationOf = ({ kind, conversationId }: StoredViewerEvent) =>
  kind === 'conversation-created' || kind === 'conversation-changed' ? conversationId : null
const messageOf = ({ kind, messageId }: StoredViewerEvent) =>
  kind === 'message-sent' || kind === 'reply-selected' ? messageId : null
const replyOf = ({ kind, replyId }: StoredViewerEvent) =>
  kind === 'reply-opened' || kind === 'reply-settled' ? replyId : null

function idsOf(events: readonly StoredViewerEvent[], idOf: (event: StoredViewerEvent) => string | null): string[] {
  return [...new Set(events.flatMap((event) => idOf(event) ?? []))]
}

async function byId<Row extends { id: string }>(ids: string[], find: (ids: string[]) => Promise<Row[]>) {
  return new Map(ids.length === 0 ? [] : (await find(ids)).map((row) => [row.id, row]))
}
