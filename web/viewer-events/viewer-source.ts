import type { ApolloClient } from '@apollo/client'
import type { Sink, Source } from '@parley/client'
import { EventCursorDocument, ViewerEventsDocument } from '../generated/graphql.ts'
import type { ViewerEvent } from './viewer-feed.ts'

/**
 * The viewer's events over Apollo. Without a cursor it asks for one first, and tells of it as of events that were missed:
 * a subscription from now on would lose what happens before it is heard.
 */
export function viewerSource(client: Pick<ApolloClient, 'query' | 'subscribe'>): Source<ViewerEvent> {
  return (after, sink) => {
    if (after !== null) return subscribe(client, after, sink)
    let close = (): void => {}
    let isLeft = false
    client.query({ query: EventCursorDocument, fetchPolicy: 'no-cache' }).then(
      ({ data }) => {
        if (isLeft) return
        const cursor = data!.viewer.eventCursor
        sink.next({ __typename: 'EventsMissed', cursor }, true)
        if (!isLeft) close = subscribe(client, cursor, sink)
      },
      (error: unknown) => sink.error(error),
    )
    return () => {
      isLeft = true
      close()
    }
  }
}

function subscribe(client: Pick<ApolloClient, 'subscribe'>, after: string, sink: Sink<ViewerEvent>): () => void {
  const subscription = client
    .subscribe({ query: ViewerEventsDocument, variables: { after }, fetchPolicy: 'no-cache' })
    .subscribe({
      next: ({ data, error }) => (data ? sink.next(data.viewerEvents) : sink.error(error)),
      error: (error) => sink.error(error),
      complete: () => sink.complete(),
    })
  return () => subscription.unsubscribe()
}
