import { Arg, Ctx, FieldResolver, Resolver, Root, Subscription } from 'type-graphql'
import type { Viewer } from '../../access/viewer.ts'
import { formatEventCursor } from '../../viewer-events/event-cursor.ts'
import type { ToldEvent } from '../../viewer-events/told-event.ts'
import { requireViewer, type ApiContext } from '../context.ts'
import { ViewerEventCursorScalar } from '../scalar/viewer-event-cursor.scalar.ts'
import {
  ConversationChangedType,
  ConversationDeletedType,
  EventsMissedType,
  MessageSentType,
  ReplyOpenedType,
  ReplySelectedType,
  ReplySettledType,
  ViewerEventUnion,
  type ViewerEvent,
} from '../type/viewer-event.type.ts'
import { ViewerType } from '../type/viewer.type.ts'

@Resolver(() => ViewerType)
export class ViewerEventsResolver {
  @Subscription(() => ViewerEventUnion, {
    description:
      'All that happens to the viewer’s conversations after `after` (from now on where null), whichever client or process made it happen: each event once and in order, across any number of disconnects. The text of a reply comes by replyStream. Never completes by itself.',
    // Before the stream exists, so that a refusal fails the subscription rather than its first event.
    subscribe: ({ args, context }: { args: { after?: string | null }; context: ApiContext }) =>
      context.chat.followViewer(requireViewer(context), args.after) as never,
  })
  viewerEvents(
    @Root() event: ToldEvent,
    @Ctx() context: ApiContext,
    @Arg('after', () => ViewerEventCursorScalar, {
      nullable: true,
      description: 'The last cursor seen, or `viewer.eventCursor`; null for from now on.',
    })
    _after?: string,
  ): ViewerEvent {
    const { id: viewerId } = requireViewer(context)
    return toViewerEvent(event, formatEventCursor({ viewerId, sequence: event.sequence }))
  }

  @FieldResolver(() => ViewerEventCursorScalar, {
    description:
      'Where the viewer’s events stand. Ask for it in a request of its own, read the lists next, then subscribe to viewerEvents after it: so nothing is missed in between.',
  })
  eventCursor(@Root() viewer: Viewer, @Ctx() { chat }: ApiContext): Promise<string> {
    return chat.findEventCursor(viewer)
  }
}

function toViewerEvent(event: ToldEvent, cursor: string): ViewerEvent {
  switch (event.kind) {
    case 'conversation-created':
    case 'conversation-changed': {
      const { conversation, kind } = event
      return Object.assign(new ConversationChangedType(), {
        cursor,
        created: kind === 'conversation-created',
        conversation,
      })
    }
    case 'conversation-deleted':
      return Object.assign(new ConversationDeletedType(), { cursor, conversationId: event.conversationId })
    case 'message-sent':
    case 'reply-selected': {
      const { conversationId, message, kind } = event
      const made = kind === 'message-sent' ? new MessageSentType() : new ReplySelectedType()
      return Object.assign(made, { cursor, conversationId, message })
    }
    case 'reply-opened':
    case 'reply-settled': {
      const { conversationId, messageId, reply, kind } = event
      const made = kind === 'reply-opened' ? new ReplyOpenedType() : new ReplySettledType()
      return Object.assign(made, { cursor, conversationId, messageId, reply })
    }
    case 'events-missed':
      return Object.assign(new EventsMissedType(), { cursor })
  }
}
