import { CombinedError, createRequest, makeOperation } from '@urql/core'
import type { Client, Exchange, Operation, OperationResult, TypedDocumentNode } from '@urql/core'
import { filter, make, makeSubject, merge, pipe, share, subscribe } from 'wonka'
import type { Source as Wonka } from 'wonka'
import { followReply } from './follow-reply.ts'
import type { WatchOptions } from './follow-reply.ts'
import { onlyReply, resumedResults } from './resumed-results.ts'
import type { ReplyResultOptions } from './resumed-results.ts'
import { replyDocument } from './reply-document.ts'
import type { ReplyEvent, ReplyIn } from './reply-event.ts'
import { readOperation } from './reply-operation.ts'
import type { ReplyOperation } from './reply-operation.ts'
import type { ReplyState } from './reply-state.ts'
import type { Sink, Source } from './resumed-stream.ts'

export { replyState } from './resumed-results.ts'

// urql makes keys of questions, and none of them is negative: an operation of ours is never taken for another one.
let lastKey = 0

/**
 * Lets subscriptions to `replyStream` outlive their connections: the events come as if none had ever broken. Each result
 * carries the reply as it stands, for `replyState`. Stands before the `subscriptionExchange`; other operations pass.
 */
export const replyExchange =
  (options: ReplyResultOptions = {}): Exchange =>
  ({ forward }) =>
  (operations) => {
    const tries = makeSubject<Operation>()
    const resumed = makeSubject<OperationResult>()
    const sinks = new Map<number, { field: string; sink: Sink<ReplyEvent> }>()
    const leavings = new Map<number, () => void>()

    const sourceOf =
      (asked: ReplyOperation, operation: Operation): Source<ReplyEvent> =>
      (after, sink) => {
        const request = createRequest(asked.document, asked.from(after, operation.variables as Record<string, unknown>))
        const sent = makeOperation('subscription', { ...request, key: --lastKey }, operation.context)
        sinks.set(sent.key, { field: asked.field, sink })
        tries.next(sent)
        return () => {
          sinks.delete(sent.key)
          tries.next(makeOperation('teardown', sent, sent.context))
        }
      }

    const follow = (asked: ReplyOperation, operation: Operation): void => {
      const leave = resumedResults(options, {
        ...asked.read(operation.variables as Record<string, unknown>),
        field: asked.field,
        source: sourceOf(asked, operation),
        sink: resultSink(operation, resumed.next),
      })
      leavings.set(operation.key, leave)
    }

    /** True for what is followed here, and therefore not passed on. */
    const isOurs = (operation: Operation): boolean => {
      if (operation.kind === 'teardown') {
        const leave = leavings.get(operation.key)
        leavings.delete(operation.key)
        leave?.()
        // The connection itself has ended.
        sinks.get(operation.key)?.sink.complete()
        return leave !== undefined
      }
      const asked = operation.kind === 'subscription' && !operation.context[onlyReply] && readOperation(operation.query)
      if (!asked) return false
      if (!leavings.has(operation.key)) follow(asked, operation)
      return true
    }

    const isTheirs = (result: OperationResult): boolean => {
      const one = sinks.get(result.operation.key)
      if (one) deliver(result, one.field, one.sink)
      // Late, from a connection that was given up.
      return result.operation.key >= 0 || result.operation.context[onlyReply] === true
    }

    const passed = pipe(
      operations,
      filter((operation) => !isOurs(operation)),
    )
    const results = pipe(forward(share(merge([passed, tries.source]))), filter(isTheirs))
    return merge([results, resumed.source])
  }

function resultSink(operation: Operation, next: (result: OperationResult) => void) {
  let last: Pick<OperationResult, 'data' | 'extensions'> = { data: undefined }
  const tell = (change: Partial<OperationResult>): void =>
    next({ operation, stale: false, hasNext: true, ...last, ...change } as OperationResult)
  return {
    next: (result: Pick<OperationResult, 'data' | 'extensions'>) => {
      last = result
      tell({})
    },
    error: (cause: unknown) => tell({ error: toError(cause), hasNext: false }),
    complete: () => tell({ hasNext: false }),
  }
}

const toError = (cause: unknown): CombinedError =>
  cause instanceof CombinedError ? cause : new CombinedError({ networkError: cause as Error })

function deliver({ data, error, hasNext }: OperationResult, field: string, sink: Sink<ReplyEvent>): void {
  const event = (data as Record<string, ReplyEvent> | null | undefined)?.[field]
  if (error) sink.error(error)
  else if (event) sink.next(event)
  if (!hasNext) sink.complete()
}

export interface WatchReplyOptions<Data> extends WatchOptions {
  /** A subscription to `replyStream`, for more of the reply at its end than its id, status, model and error. */
  query?: TypedDocumentNode<Data, never>
}

/** A source of states that can also be subscribed to as urql's own results can. */
export type Watched<State> = Wonka<State> & { subscribe(show: (state: State) => void): { unsubscribe(): void } }

/**
 * One reply as it stands now, and after each change, until it is final. Completes then. Works with and without a
 * `replyExchange`.
 */
export function watchReply<Data>(
  client: Pick<Client, 'executeSubscription'>,
  { query, ...options }: WatchReplyOptions<Data>,
): Watched<ReplyState<ReplyIn<Data>>> {
  const asked = readOperation(query ?? replyDocument)
  if (!asked) throw new TypeError('watchReply needs a subscription to replyStream.')
  const states = make<ReplyState<ReplyIn<Data>>>((observer) => {
    const followed = followReply<ReplyIn<Data>>({
      ...options,
      source: (after, sink) => {
        const request = createRequest(asked.document, asked.from(after, asked.of(options.replyId)))
        // Two that watch one reply from one place must not share a stream: the later one would miss its beginning.
        const results = client.executeSubscription({ ...request, key: --lastKey }, { [onlyReply]: true })
        return pipe(
          results,
          subscribe((result) => deliver(result, asked.field, sink as Sink<ReplyEvent>)),
        ).unsubscribe
      },
      onChange: (state) => {
        observer.next(state)
        if (state.connection === 'over') observer.complete()
      },
    })
    if (followed.current().connection !== 'over') observer.next(followed.current())
    return followed.leave
  })
  return Object.assign(states, {
    subscribe: (show: (state: ReplyState<ReplyIn<Data>>) => void) => subscribe(show)(states),
  })
}
