import { createUnionType, Field, ID, ObjectType } from 'type-graphql'
import { ViewerEventCursorScalar } from '../scalar/viewer-event-cursor.scalar.ts'
import { ConversationType } from './conversation.type.ts'
import { MessageType } from './message.type.ts'
import { ReplyType } from './reply.type.ts'

const cursor = { description: 'Where the events stand after this one. Hand it back as `after` to resume.' }
const conversationId = { description: 'The conversation that it happened in.' }
const messageId = { description: 'The message that the reply answers.' }

@ObjectType('ConversationChanged', {
  description: 'A conversation began, was renamed, was given other instructions, or went on with a message.',
})
export class ConversationChangedType {
  @Field(() => ViewerEventCursorScalar, cursor)
  cursor!: string

  @Field(() => Boolean, { description: 'Whether it is new.' })
  created!: boolean

  @Field(() => ConversationType, { description: 'The conversation as it is now.' })
  conversation!: ConversationType
}

@ObjectType('ConversationDeleted', {
  description:
    'A conversation is gone, with all that was in it. Events about it may have been left out before this one.',
})
export class ConversationDeletedType {
  @Field(() => ViewerEventCursorScalar, cursor)
  cursor!: string

  @Field(() => ID, { description: 'Which conversation it was.' })
  conversationId!: string
}

@ObjectType('MessageSent', { description: 'A message was sent. ReplyOpened follows for the reply that it asked for.' })
export class MessageSentType {
  @Field(() => ViewerEventCursorScalar, cursor)
  cursor!: string

  @Field(() => ID, conversationId)
  conversationId!: string

  @Field(() => MessageType, { description: 'The message.' })
  message!: MessageType
}

@ObjectType('ReplyOpened', {
  description:
    'A reply was asked for, and is the one in use. Follow its text with replyStream, from `reply.cursor` on.',
})
export class ReplyOpenedType {
  @Field(() => ViewerEventCursorScalar, cursor)
  cursor!: string

  @Field(() => ID, conversationId)
  conversationId!: string

  @Field(() => ID, messageId)
  messageId!: string

  @Field(() => ReplyType, { description: 'The reply as it is now; it may be final already.' })
  reply!: ReplyType
}

@ObjectType('ReplySettled', { description: 'A reply became final: it completed, failed or was stopped.' })
export class ReplySettledType {
  @Field(() => ViewerEventCursorScalar, cursor)
  cursor!: string

  @Field(() => ID, conversationId)
  conversationId!: string

  @Field(() => ID, messageId)
  messageId!: string

  @Field(() => ReplyType, { description: 'The reply as it is in history.' })
  reply!: ReplyType
}

@ObjectType('ReplySelected', { description: 'Another one of a message’s replies was put in use.' })
export class ReplySelectedType {
  @Field(() => ViewerEventCursorScalar, cursor)
  cursor!: string

  @Field(() => ID, conversationId)
  conversationId!: string

  @Field(() => MessageType, { description: 'The message; its `reply` is the one in use now.' })
  message!: MessageType
}

@ObjectType('EventsMissed', {
  description:
    'Events that this client lacks are no longer kept. Read the lists and the open conversation again; what follows begins after this cursor.',
})
export class EventsMissedType {
  @Field(() => ViewerEventCursorScalar, cursor)
  cursor!: string
}

export type ViewerEvent =
  | ConversationChangedType
  | ConversationDeletedType
  | MessageSentType
  | ReplyOpenedType
  | ReplySettledType
  | ReplySelectedType
  | EventsMissedType

export const ViewerEventUnion = createUnionType({
  name: 'ViewerEvent',
  description:
    'What happens to a viewer’s conversations, in order. What an event is about comes as it is now, so applying one twice does no harm.',
  types: () =>
    [
      ConversationChangedType,
      ConversationDeletedType,
      MessageSentType,
      ReplyOpenedType,
      ReplySettledType,
      ReplySelectedType,
      EventsMissedType,
    ] as const,
})
