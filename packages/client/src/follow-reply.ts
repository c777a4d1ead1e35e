import type { ReplyEvent, SettledReply } from './reply-event.ts'
import type { ReplyMemory } from './reply-memory.ts'
import { applyEvent, startOf } from './reply-state.ts'
import type { ReplyStart, ReplyState } from './reply-state.ts'
import { ResumedStream } from './resumed-stream.ts'
import type { ResumeOptions, Source } from './resumed-stream.ts'

/** How to follow one reply. */
export interface WatchOptions extends ResumeOptions {
  replyId: string
  /** What is here of the reply already, as from history. It goes before what is remembered. */
  start?: ReplyStart | undefined
  /** Where to keep what comes, so that a page that is loaded anew goes on with it. */
  memory?: ReplyMemory | undefined
}

export interface FollowOptions<Reply extends SettledReply> extends WatchOptions {
  source: Source<ReplyEvent<Reply>>
  /** Told of every change, with the event that made it; with null where the connection alone has changed. */
  onChange: (state: ReplyState<Reply>, event: ReplyEvent<Reply> | null) => void
}

export interface FollowedReply<Reply extends SettledReply> {
  /** As it stands now. */
  current(): ReplyState<Reply>
  /** Leaves the reply; nothing is called afterwards, and nothing is left behind. */
  leave(): void
}

/** The reset that a follower makes up where the server did not know its cursor. As a cursor it says: from the beginning. */
const anew = { __typename: 'ReplyReset', cursor: '', reason: 'RECOVERY' } as const

/** Follows one reply to its end, across any number of lost connections and reloads of the page. */
export function followReply<Reply extends SettledReply = SettledReply>(
  options: FollowOptions<Reply>,
): FollowedReply<Reply> {
  const { replyId, memory, onChange, ...streamOptions } = options
  const start = options.start ?? memory?.recall(replyId) ?? { text: '', cursor: null }
  let state = startOf<Reply>(start)
  let hasLeft = false

  const change = (next: ReplyState<Reply>, event: ReplyEvent<Reply> | null): void => {
    if (next === state || hasLeft) return
    state = next
    if (state.connection === 'over') memory?.forget(replyId)
    else if (event) memory?.keep(replyId, state)
    onChange(state, event)
  }

  const stream = new ResumedStream<ReplyEvent<Reply>>({
    ...streamOptions,
    after: state.cursor,
    onEvent: (event) => {
      change(applyEvent(state, event), event)
      return event.__typename === 'ReplyEnd'
    },
    onLost: () => change({ ...state, connection: 'reconnecting' }, null),
    onCursorRefused: () => change({ ...applyEvent(state, anew), cursor: null }, anew),
    onRefused: (fault) => change({ ...state, connection: 'over', error: fault }, null),
  })

  return {
    current: () => state,
    leave: () => {
      if (!hasLeft) memory?.flush()
      hasLeft = true
      stream.leave()
    },
  }
}
