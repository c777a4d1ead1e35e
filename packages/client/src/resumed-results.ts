import { followReply } from './follow-reply.ts'
import type { ReplyEvent } from './reply-event.ts'
import type { ReplyMemory } from './reply-memory.ts'
import { startOf } from './reply-state.ts'
import type { ReplyState } from './reply-state.ts'
import type { ResumeOptions, Source } from './resumed-stream.ts'

/** In an operation's context: whoever asks follows the reply by themselves, and wants the bare connection. */
export const onlyReply = 'parleyOnlyReply'

export interface ReplyResultOptions extends ResumeOptions {
  /** Where to keep what comes, so that a page that is loaded anew goes on with it. */
  memory?: ReplyMemory
}

interface ReplyResult {
  data: Record<string, ReplyEvent>
  extensions: { reply: ReplyState }
}

interface ResultsOf {
  replyId: string
  after: string | null
  field: string
  source: Source<ReplyEvent>
  sink: { next(result: ReplyResult): void; error(cause: unknown): void; complete(): void }
}

/** The results of one subscription as its document has them, resumed; answers how to leave them. */
export function resumedResults(
  { memory, ...options }: ReplyResultOptions,
  { replyId, after, field, source, sink }: ResultsOf,
): () => void {
  // Whoever names a cursor has the text before it: what comes after it is no whole text to remember.
  const kept = after === null ? memory : undefined
  const remembered = kept?.recall(replyId)
  const start = remembered ?? { text: '', cursor: after }
  const tell = (state: ReplyState, event: ReplyEvent): void =>
    sink.next({ data: { [field]: event }, extensions: { reply: state } })

  if (remembered?.cursor) tell(startOf(start), { __typename: 'ReplyDelta', ...remembered, cursor: remembered.cursor })
  const followed = followReply({
    ...options,
    replyId,
    source,
    start,
    memory: kept,
    onChange: (state, event) => {
      if (event) tell(state, event)
      if (state.connection !== 'over') return
      if (event) sink.complete()
      else sink.error(state.error?.cause ?? new Error(state.error?.message))
    },
  })
  return followed.leave
}

/** The reply as it stands after a result of a subscription to `replyStream`: `{ text, status, notice, … }`. */
export function replyState(result: { extensions?: Record<string, unknown> | undefined }): ReplyState | null {
  return (result.extensions?.['reply'] as ReplyState | undefined) ?? null
}
