import type { Fault } from './fault.ts'
import type { ReplyEvent, ReplyNotice, ReplyStatus, SettledReply } from './reply-event.ts'

/** The text of a reply and the cursor at which it ends. The two belong together: neither is worth keeping alone. */
export interface ReplyText {
  text: string
  /** Null where nothing was received yet. */
  cursor: string | null
}

/** A reply as it stands now. */
export interface ReplyState<Reply extends SettledReply = SettledReply> extends ReplyText {
  status: ReplyStatus
  /** What happens behind the scenes, until the text goes on. */
  notice: ReplyNotice | null
  /** `over` once nothing more will come: the reply is final, or the server refuses to tell more. */
  connection: 'following' | 'reconnecting' | 'over'
  /** Why the reply failed; or, with a status that is not final, why it cannot be followed. */
  error: Fault | null
  /** What ReplyEnd brought. */
  reply: Reply | null
}

/** Where to go on from: what a page has of a reply already. */
export interface ReplyStart extends ReplyText {
  status?: ReplyStatus
}

/** The state before the first event. */
export function startOf<Reply extends SettledReply>({
  text,
  cursor,
  status = 'PENDING',
}: ReplyStart): ReplyState<Reply> {
  return {
    text,
    cursor,
    // A row may say so a moment later than its text does.
    status: text && status === 'PENDING' ? 'STREAMING' : status,
    notice: null,
    connection: 'following',
    error: null,
    reply: null,
  }
}

/** The state after an event; the same state where the event was applied before. */
export function applyEvent<Reply extends SettledReply>(
  state: ReplyState<Reply>,
  event: ReplyEvent<Reply>,
): ReplyState<Reply> {
  const { cursor } = event
  // The end comes again to whoever comes back with its cursor, and is never old.
  if (cursor === state.cursor && event.__typename !== 'ReplyEnd') return state
  const now = { ...state, cursor, connection: 'following' as const }
  switch (event.__typename) {
    case 'ReplyDelta':
      return { ...now, text: state.text + event.text, status: 'STREAMING', notice: null }
    case 'ReplyReset':
      return { ...now, text: '' }
    case 'ReplyNotice':
      return { ...now, notice: { kind: event.kind, model: event.model ?? null } }
    case 'ReplyEnd':
      return {
        ...now,
        status: event.reply.status,
        notice: null,
        connection: 'over',
        error: faultOf(event.reply),
        reply: event.reply,
      }
    default:
      // Of a server that is newer than this client: nothing to change in the text.
      return now
  }
}

function faultOf({ error }: SettledReply): Fault | null {
  if (!error) return null
  const { code = 'INTERNAL', message = '', retryable = false, retryAfterMs = null } = error
  return { code, message, retryable, retryAfterMs }
}
