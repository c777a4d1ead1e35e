import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql'
import { notFound } from '../../errors.ts'
import type { ReplyLogEvent } from '../../reply-log/reply-feed.ts'
import type { ReplyEntity } from '../../reply/reply.entity.ts'
import { requireViewer, type ApiContext } from '../context.ts'
import { ReplyCursorScalar } from '../scalar/reply-cursor.scalar.ts'
import { ReplyEndType, ReplyEventUnion, type ReplyEvent } from '../type/reply-event.type.ts'
import { ReplyType } from '../type/reply.type.ts'
import { toReplyEvent } from '../type/to-reply-event.ts'

interface ReplyStreamArgs {
  replyId: string
  after?: string | null
}

@Resolver(() => ReplyEndType)
export class ReplyStreamResolver {
  @Subscription(() => ReplyEventUnion, {
    description:
      'One reply from `after` (from its beginning where null) to its end: what is already written comes at once, as few events as possible; the rest as it is written. Following the cursor across any number of disconnects gives exactly the text that history shows, with nothing lost and nothing twice. Completes after ReplyEnd.',
    // Before the stream exists, so that a refusal fails the subscription rather than its first event.
    subscribe: ({ args, context }: { args: Partial<ReplyStreamArgs>; context: ApiContext }) =>
      context.chat.followReply(requireViewer(context), args.replyId as string, args.after) as never,
  })
  replyStream(
    @Root() event: ReplyLogEvent,
    @Arg('replyId', () => ID, { description: 'Which reply.' }) replyId: string,
    @Arg('after', () => ReplyCursorScalar, {
      nullable: true,
      description: 'The last cursor seen; null for a reader with nothing yet.',
    })
    _after?: string,
  ): ReplyEvent {
    return toReplyEvent(event, replyId)
  }

  @FieldResolver(() => ReplyType, { description: 'The reply as it is in history.' })
  async reply(@Root() { replyId }: ReplyEndType, @Ctx() { loaders }: ApiContext): Promise<ReplyEntity> {
    const reply = await loaders.endedReplies.load(replyId)
    if (!reply) throw notFound('reply')
    return reply
  }
}
