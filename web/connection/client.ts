import { ApolloClient } from '@apollo/client'
import type { ObservableQuery } from '@apollo/client'
import { ApolloLink } from '@apollo/client/link'
import { SetContextLink } from '@apollo/client/link/context'
import { ErrorLink } from '@apollo/client/link/error'
import { HttpLink } from '@apollo/client/link/http'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import type { ResumeOptions } from '@parley/client'
import { OperationTypeNode } from 'graphql'
import { from, switchMap, tap } from 'rxjs'
import { ServerDocument, SignInAnonymouslyDocument } from '../generated/graphql.ts'
import { recordEvent } from '../viewer-events/record-event.ts'
import { ViewerFeed } from '../viewer-events/viewer-feed.ts'
import { viewerSource } from '../viewer-events/viewer-source.ts'
import { createCache } from './cache.ts'
import { toFault } from './fault.ts'
import { fetchWithDeadline, post } from './post.ts'
import { Reachability } from './reachability.ts'
import { resumeOptions } from './resume-options.ts'
import { createSocket } from './socket.ts'
import { tokenKey, ViewerSession } from './viewer-session.ts'

/** What the page talks to the server with: one client, one socket, one viewer. */
export interface Connection {
  client: ApolloClient
  /** What happens to the viewer's conversations, here and elsewhere. */
  feed: ViewerFeed
  /** How what the page follows comes back after a loss. */
  resume: ResumeOptions
  session: ViewerSession
  reachability: Reachability
}

/** Wires HTTP for questions and the socket for replies; a refused token is replaced and the request sent once more. */
export function createConnection(onViewerReplaced: () => void): Connection {
  const session = new ViewerSession({
    storage: localStorage,
    signIn: async () => (await post(SignInAnonymouslyDocument)).signInAnonymously.token,
    onReplaced: () => {
      socket.terminate()
      void client.clearStore().then(feed.restart)
      onViewerReplaced()
    },
  })
  const reachability = new Reachability(async () => void (await post(ServerDocument)))
  const { socket, renewViewer } = createSocket(session, reachability)

  const overHttp = ApolloLink.from([renewing(session), observing(reachability), authorised(session), httpLink()])
  const client = new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      overHttp,
    ),
    cache: createCache(),
    devtools: { enabled: false },
  })
  const resume = resumeOptions(reachability, renewViewer)
  const feed = new ViewerFeed({
    ...resume,
    source: viewerSource(client),
    storage: sessionStorage,
    record: (event) => recordEvent(client.cache, event),
  })
  // Another page of this browser speaks for another viewer now, and so does this one.
  addEventListener('storage', ({ key }) => key === tokenKey && session.takeStored())
  // The lists are read again by those who show them.
  feed.onMissed(() => refetch(client, ({ options }) => options.fetchPolicy !== 'cache-only'))
  reachability.onRestored(() => refetch(client, (query) => query.getCurrentResult().error !== undefined))
  return { client, feed, resume, session, reachability }
}

const refetch = (client: ApolloClient, isWanted: (query: ObservableQuery) => boolean): void =>
  void client.refetchQueries({ include: 'active', onQueryUpdated: isWanted })

const httpLink = () => new HttpLink({ uri: '/graphql', fetch: fetchWithDeadline })

const authorised = (session: ViewerSession) =>
  new SetContextLink(async () => {
    const token = await session.token()
    return { token, headers: { authorization: `Bearer ${token}` } }
  })

const observing = (reachability: Reachability) =>
  new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      tap({
        next: () => reachability.report('http', true),
        error: (error) => reachability.report('http', toFault(error).code !== 'NETWORK'),
      }),
    ),
  )

const renewing = (session: ViewerSession) =>
  new ErrorLink(({ error, operation, forward }) => {
    const { token, wasRenewed } = operation.getContext() as Record<string, unknown>
    if (toFault(error).code !== 'UNAUTHENTICATED' || wasRenewed === true) return undefined
    operation.setContext({ wasRenewed: true })
    const refused = typeof token === 'string' ? token : null
    return from(session.renew(refused)).pipe(switchMap(() => forward(operation)))
  })
