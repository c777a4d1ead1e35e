import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import type { MessageEntity } from '../../conversation/message.entity.ts'
import { categoryOf, notFound } from '../../errors.ts'
import { beginning, formatCursor } from '../../reply-log/cursor.ts'
import { endOf, type ReplyEntity } from '../../reply/reply.entity.ts'
import { requireViewer, type ApiContext } from '../context.ts'
import { ReplyCursorScalar } from '../scalar/reply-cursor.scalar.ts'
import { MessageType } from '../type/message.type.ts'
import { ReplyErrorType, ReplyType, UsageType } from '../type/reply.type.ts'

@Resolver(() => ReplyType)
export class ReplyResolver {
  @Query(() => ReplyType, {
    nullable: true,
    description: "A reply in one of the viewer's conversations; null where there is none with this id.",
  })
  reply(
    @Ctx() context: ApiContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<ReplyEntity | null> {
    return context.chat.findReply(requireViewer(context), id)
  }

  @Mutation(() => ReplyType, { description: 'Asks for another reply to the same message; the earlier replies stay.' })
  regenerateReply(
    @Ctx() context: ApiContext,
    @Arg('messageId', () => ID, { description: 'Which message.' }) messageId: string,
    @Arg('model', () => String, { nullable: true, description: 'As in sendMessage; where null, the default route.' })
    model?: string,
  ): Promise<ReplyEntity> {
    return context.chat.regenerateReply(requireViewer(context), messageId, model)
  }

  @Mutation(() => ReplyType, {
    description:
      'Stops a reply for every viewer, whichever process is writing it. What was written is kept. A reply that is final already stays as it is.',
  })
  stopReply(
    @Ctx() context: ApiContext,
    @Arg('replyId', () => ID, { description: 'Which reply.' }) replyId: string,
  ): Promise<ReplyEntity> {
    return context.chat.stopReply(requireViewer(context), replyId)
  }

  @Mutation(() => MessageType, {
    description: 'Puts one of a message’s replies in use, as a viewer does who flips between them.',
  })
  selectReply(
    @Ctx() context: ApiContext,
    @Arg('replyId', () => ID, { description: 'Which reply.' }) replyId: string,
  ): Promise<MessageEntity> {
    return context.chat.selectReply(requireViewer(context), replyId)
  }

  @FieldResolver(() => MessageType, { description: 'The message that it answers.' })
  async message(@Root() reply: ReplyEntity, @Ctx() { loaders }: ApiContext): Promise<MessageEntity> {
    const message = await loaders.message.load(reply.messageId)
    if (!message) throw notFound('message')
    return message
  }

  @FieldResolver(() => String, { description: 'What has been written so far; final once the status is.' })
  async text(@Root() reply: ReplyEntity, @Ctx() { loaders }: ApiContext): Promise<string> {
    return reply.text ?? (await loaders.snapshot.load(reply.id))?.text ?? ''
  }

  @FieldResolver(() => ReplyCursorScalar, {
    description: 'Where `text` ends: replyStream(after: cursor) continues exactly there.',
  })
  async cursor(@Root() reply: ReplyEntity, @Ctx() { loaders }: ApiContext): Promise<string> {
    return formatCursor(endOf(reply) ?? (await loaders.snapshot.load(reply.id))?.cursor ?? beginning)
  }

  @FieldResolver(() => UsageType, {
    nullable: true,
    description: 'Tokens it took; null until it completed, and where the provider did not say.',
  })
  usage(@Root() { inputTokens, outputTokens }: ReplyEntity): UsageType | null {
    return inputTokens === null && outputTokens === null ? null : { inputTokens, outputTokens }
  }

  @FieldResolver(() => ReplyErrorType, { nullable: true, description: 'Why it failed; null unless it did.' })
  error(@Root() { error }: ReplyEntity): ReplyErrorType | null {
    return error && { ...error, category: categoryOf(error.code), retryAfterMs: error.retryAfterMs ?? null }
  }
}
