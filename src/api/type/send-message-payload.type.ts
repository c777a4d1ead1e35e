import { ObjectType } from 'type-graphql'
import type { SentMessage } from '../../chat/send-message.ts'

/** What was stored; its fields are resolved from the ids. */
@ObjectType('SendMessagePayload', { description: 'What sendMessage stored.' })
export class SendMessagePayloadType implements SentMessage {
  conversationId!: string
  messageId!: string
  replyId!: string
}
