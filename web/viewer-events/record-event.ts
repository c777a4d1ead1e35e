import type { ApolloCache } from '@apollo/client/cache'
import { recordActivity } from '../conversations/conversations-cache.ts'
import { leaveDeleted } from '../conversations/leave-deleted.ts'
import {
  ConversationFieldsFragmentDoc,
  MessageFieldsFragmentDoc,
  ReplyFieldsFragmentDoc,
} from '../generated/graphql.ts'
import type { ReplyFieldsFragment } from '../generated/graphql.ts'
import { recordMessage } from '../messages/record-sent.ts'
import { isOpen } from '../replies/is-open.ts'
import type { ViewerChange } from './viewer-feed.ts'

/** Brings to the cache what happened to the viewer's conversations, here or elsewhere; done twice it does no harm. */
export function recordEvent(cache: ApolloCache, event: ViewerChange): void {
  switch (event.__typename) {
    case 'ConversationChanged': {
      const { conversation } = event
      const id = `Conversation:${conversation.id}`
      cache.writeFragment({ id, fragment: ConversationFieldsFragmentDoc, data: conversation })
      return recordActivity(cache, conversation)
    }
    case 'ConversationDeleted':
      return leaveDeleted(cache, event.conversationId)
    case 'MessageSent':
      return recordMessage(cache, event.conversationId, event.message)
    case 'ReplyOpened':
      recordReply(cache, event.reply)
      return addReply(cache, event.messageId, event.reply.id)
    case 'ReplySettled':
      return recordReply(cache, event.reply)
    case 'ReplySelected':
      return selectReply(cache, event.message.id, event.message.reply?.id ?? null)
  }
}

function recordReply(cache: ApolloCache, reply: ReplyFieldsFragment): void {
  const id = `Reply:${reply.id}`
  const known = cache.readFragment({ id, fragment: ReplyFieldsFragmentDoc })
  // A page may have read the end already, or have more of the text: its own subscription goes on from there.
  if (known && isOpen(reply)) return
  cache.writeFragment({ id, fragment: ReplyFieldsFragmentDoc, data: reply })
}

function addReply(cache: ApolloCache, messageId: string, replyId: string): void {
  const id = `Message:${messageId}`
  const message = cache.readFragment({ id, fragment: MessageFieldsFragmentDoc, fragmentName: 'MessageFields' })
  if (!message || message.replies.some((reply) => reply.id === replyId)) return
  const added = { __ref: `Reply:${replyId}` }
  cache.modify<{ reply: object; replies: object[] }>({
    id,
    fields: { reply: () => added, replies: (replies) => [...replies, added] },
  })
}

function selectReply(cache: ApolloCache, messageId: string, replyId: string | null): void {
  const selected = replyId === null ? null : { __ref: `Reply:${replyId}` }
  cache.modify<{ reply: object | null }>({ id: `Message:${messageId}`, fields: { reply: () => selected } })
}
