import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql'
import type { PageRequest } from '../../chat/page.ts'
import type { SentMessage } from '../../chat/send-message.ts'
import type { ConversationEntity } from '../../conversation/conversation.entity.ts'
import type { MessageEntity } from '../../conversation/message.entity.ts'
import { notFound } from '../../errors.ts'
import type { ReplyEntity } from '../../reply/reply.entity.ts'
import { requireViewer, type ApiContext } from '../context.ts'
import { SendMessageInputType } from '../input/send-message.input.ts'
import { MessageConnectionType } from '../type/connection.type.ts'
import { ConversationType } from '../type/conversation.type.ts'
import { MessageType } from '../type/message.type.ts'
import { ReplyType } from '../type/reply.type.ts'
import { SendMessagePayloadType } from '../type/send-message-payload.type.ts'

@ArgsType()
class HistoryArgs implements PageRequest {
  @Field(() => ID, { description: 'Which conversation.' })
  conversationId!: string

  @Field(() => Int, { nullable: true, description: 'How many from the start or from `after`, 1 to 100.' })
  first?: number

  @Field(() => String, { nullable: true, description: 'Only those after the edge with this cursor.' })
  after?: string

  @Field(() => Int, { nullable: true, description: 'How many from the end or back from `before`, 1 to 100.' })
  last?: number

  @Field(() => String, { nullable: true, description: 'Only those before the edge with this cursor.' })
  before?: string
}

@Resolver(() => MessageType)
export class MessageResolver {
  @Query(() => MessageConnectionType, {
    description:
      'Messages of one conversation over all its branches, oldest first within a page. Without arguments: the newest page.',
  })
  async history(
    @Ctx() context: ApiContext,
    @Args(() => HistoryArgs) { conversationId, ...page }: HistoryArgs,
  ): Promise<MessageConnectionType> {
    return MessageConnectionType.of(await context.chat.readHistory(requireViewer(context), conversationId, page))
  }

  @Mutation(() => SendMessagePayloadType, {
    description:
      'Stores the message and opens its reply in one transaction, then starts the reply. Returns before the first delta.',
  })
  sendMessage(
    @Ctx() context: ApiContext,
    @Arg('input', () => SendMessageInputType, { description: 'What to send, and where to.' })
    input: SendMessageInputType,
  ): Promise<SentMessage> {
    return context.chat.sendMessage(requireViewer(context), input)
  }

  @FieldResolver(() => ConversationType, { description: 'The conversation that it is part of.' })
  async conversation(@Root() message: MessageEntity, @Ctx() { loaders }: ApiContext): Promise<ConversationEntity> {
    return there(await loaders.conversation.load(message.conversationId))
  }

  @FieldResolver(() => ReplyType, {
    nullable: true,
    description: 'The reply in use: the newest one, until another is selected. Null only while none was asked for.',
  })
  async reply(@Root() message: MessageEntity, @Ctx() { loaders }: ApiContext): Promise<ReplyEntity | null> {
    const replies = await loaders.repliesToMessage.load(message.id)
    return replies.find(({ id }) => id === message.currentReplyId) ?? replies.at(-1) ?? null
  }

  @FieldResolver(() => [ReplyType], { description: 'Every reply, oldest first.' })
  replies(@Root() message: MessageEntity, @Ctx() { loaders }: ApiContext): Promise<ReplyEntity[]> {
    return loaders.repliesToMessage.load(message.id)
  }
}

@Resolver(() => SendMessagePayloadType)
export class SendMessagePayloadResolver {
  @FieldResolver(() => ConversationType, { description: 'The conversation it went into, new or old.' })
  async conversation(@Root() sent: SentMessage, @Ctx() { loaders }: ApiContext): Promise<ConversationEntity> {
    return there(await loaders.conversation.load(sent.conversationId))
  }

  @FieldResolver(() => MessageType, { description: 'The message as it was stored.' })
  async message(@Root() sent: SentMessage, @Ctx() { loaders }: ApiContext): Promise<MessageEntity> {
    return there(await loaders.message.load(sent.messageId))
  }

  @FieldResolver(() => ReplyType, { description: 'The reply that was opened. Follow it with replyStream.' })
  async reply(@Root() sent: SentMessage, @Ctx() { loaders }: ApiContext): Promise<ReplyEntity> {
    return there(await loaders.reply.load(sent.replyId))
  }
}

// Gone only where somebody deleted the conversation an instant ago.
function there<Row>(row: Row | undefined): Row {
  if (row === undefined) throw notFound('conversation')
  return row
}
