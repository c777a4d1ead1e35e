import { formatCursor } from '../../reply-log/cursor.ts'
import type { ReplyLogEvent } from '../../reply-log/reply-feed.ts'
import { ReplyDeltaType, ReplyEndType, ReplyNoticeType, ReplyResetType, type ReplyEvent } from './reply-event.type.ts'

/** The types of the schema that the log's events become. */
export const replyEventTypes = {
  'text-delta': 'ReplyDelta',
  reset: 'ReplyReset',
  notice: 'ReplyNotice',
  end: 'ReplyEnd',
} as const satisfies Record<ReplyLogEvent['type'], string>

/** An event of the log as the schema has it. */
export function toReplyEvent(event: ReplyLogEvent, replyId: string): ReplyEvent {
  const cursor = formatCursor(event.cursor)
  switch (event.type) {
    case 'text-delta':
      return Object.assign(new ReplyDeltaType(), { cursor, text: event.text })
    case 'reset':
      return Object.assign(new ReplyResetType(), { cursor, reason: event.reason })
    case 'notice':
      return Object.assign(new ReplyNoticeType(), { cursor, kind: event.kind, model: event.model })
    case 'end':
      // As rows spell it, whatever the client's own spelling.
      return Object.assign(new ReplyEndType(), { cursor, replyId: replyId.toLowerCase() })
  }
}
