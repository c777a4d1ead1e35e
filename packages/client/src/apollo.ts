import type { ApolloClient, TypedDocumentNode } from '@apollo/client'
import { CombinedGraphQLErrors } from '@apollo/client/errors'
import { ApolloLink } from '@apollo/client/link'
import { Observable } from 'rxjs'
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

/**
 * Lets subscriptions to `replyStream` outlive their connections: the events come as if none had ever broken. Each result
 * carries the reply as it stands, for `replyState`. All other operations pass.
 */
export class ReplyLink extends ApolloLink {
  constructor(options: ReplyResultOptions = {}) {
    super((operation, forward) => {
      const asked = operation.getContext()[onlyReply] ? null : readOperation(operation.query)
      if (!asked) return forward(operation)
      return new Observable((observer) =>
        resumedResults(options, {
          ...asked.read(operation.variables),
          field: asked.field,
          source: linkSource(asked, operation, forward),
          sink: observer,
        }),
      )
    })
  }
}

function linkSource(
  asked: ReplyOperation,
  operation: ApolloLink.Operation,
  forward: ApolloLink.ForwardFunction,
): Source<ReplyEvent> {
  return (after, sink) => {
    const variables = asked.from(after, operation.variables)
    // Its context is shared on purpose: whatever another link has put there still holds.
    const sent = Object.assign(Object.create(operation), { query: asked.document, variables }) as ApolloLink.Operation
    return subscribe(forward(sent) as Observable<Result>, asked.field, sink)
  }
}

export interface WatchReplyOptions<Data> extends WatchOptions {
  /** A subscription to `replyStream`, for more of the reply at its end than its id, status, model and error. */
  query?: TypedDocumentNode<Data, never>
}

/**
 * One reply as it stands now, and after each change, until it is final. Completes then. Works with and without a
 * `ReplyLink`; the text does not go through the cache, where each piece of it would wake every query.
 */
export function watchReply<Data>(
  client: Pick<ApolloClient, 'subscribe'>,
  { query, ...options }: WatchReplyOptions<Data>,
): Observable<ReplyState<ReplyIn<Data>>> {
  const asked = readOperation(query ?? replyDocument)
  if (!asked) throw new TypeError('watchReply needs a subscription to replyStream.')
  return new Observable((observer) => {
    const followed = followReply<ReplyIn<Data>>({
      ...options,
      source: (after, sink) => {
        const results = client.subscribe<unknown>({
          query: asked.document,
          variables: asked.from(after, asked.of(options.replyId)),
          fetchPolicy: 'no-cache',
          // Two that watch one reply from one place must not share a stream: the later one would miss its beginning.
          context: { queryDeduplication: false, [onlyReply]: true },
        })
        return subscribe(results as Observable<Result>, asked.field, sink)
      },
      onChange: (state) => {
        observer.next(state)
        if (state.connection === 'over') observer.complete()
      },
    })
    if (followed.current().connection !== 'over') observer.next(followed.current())
    return followed.leave
  })
}

interface Result {
  data?: Record<string, ReplyEvent> | null | undefined
  error?: unknown
  errors?: CombinedGraphQLErrors['errors'] | undefined
}

function subscribe(results: Observable<Result>, field: string, sink: Sink<ReplyEvent>): () => void {
  const subscription = results.subscribe({
    next: ({ data, error, errors }) => {
      const event = data?.[field]
      if (event) sink.next(event)
      else sink.error(error ?? (errors && new CombinedGraphQLErrors({ errors })))
    },
    error: (error) => sink.error(error),
    complete: () => sink.complete(),
  })
  return () => subscription.unsubscribe()
}
