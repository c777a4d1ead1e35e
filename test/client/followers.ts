import { ApolloClient, ApolloLink, gql as apolloGql, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { connectSocket, followReply, replySource, type ReplyState, type ResumeOptions } from '@parley/client'
import type { ReplyMemory } from '@parley/client'
import { ReplyLink, replyState, watchReply as watchByApollo } from '@parley/client/apollo'
import { replyExchange, watchReply as watchByUrql } from '@parley/client/urql'
import { Client, subscriptionExchange, type ExecutionResult } from '@urql/core'
import type { Client as Socket } from 'graphql-ws'
import { pipe, subscribe } from 'wonka'
import WebSocket from 'ws'

// Apollo's link over graphql-ws looks there for a constant, and Node 20 has none of its own.
globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket

export interface FollowerOptions extends ResumeOptions {
  replyId: string
  memory?: ReplyMemory
  /** Told of every change, and of the events of a subscription as they came. */
  onState: (state: ReplyState) => void
  onEvent?: (event: { __typename: string; text?: string }) => void
  /** Told where the subscription is over. */
  onOver?: (error: unknown) => void
}

/** One way in which a client follows a reply over a socket; answers how to leave it. */
export type Follow = (socket: Socket, options: FollowerOptions) => () => void

/** As a document that knows nothing of resuming has it: no cursor, nothing that is not shown. */
const bare = /* GraphQL */ `
  subscription Bare($reply: ID!) {
    events: replyStream(replyId: $reply) {
      ... on ReplyDelta {
        text
      }
      ... on ReplyEnd {
        reply {
          id
        }
      }
    }
  }
`
type Bare = { events: { __typename: string; text?: string } }

const plain: Follow = (socket, { onState, onEvent, onOver, replyId, ...options }) => {
  const followed = followReply({
    ...options,
    replyId,
    source: replySource(socket, replyId),
    onChange: (state, event) => {
      if (event) onEvent?.(event)
      onState(state)
      if (state.connection === 'over') onOver?.(event ? undefined : state.error?.cause)
    },
  })
  onState(followed.current())
  return followed.leave
}

const apollo = (socket: Socket, links: ApolloLink[] = []) =>
  new ApolloClient({ link: ApolloLink.from([...links, new GraphQLWsLink(socket)]), cache: new InMemoryCache() })

const apolloLink: Follow = (socket, { replyId, onState, onEvent, onOver, ...options }) => {
  const subscription = apollo(socket, [new ReplyLink(options)])
    .subscribe<Bare>({ query: apolloGql(bare), variables: { reply: replyId }, fetchPolicy: 'no-cache' })
    .subscribe((result) => {
      if (result.error) return onOver?.(result.error)
      onEvent?.(result.data!.events)
      const state = replyState(result)!
      onState(state)
      if (state.connection === 'over') onOver?.(undefined)
    })
  return () => subscription.unsubscribe()
}

const apolloWatch: Follow = (socket, { onState, onOver, ...options }) => {
  const subscription = watchByApollo(apollo(socket, [new ReplyLink()]), options).subscribe((state) => {
    onState(state)
    if (state.connection === 'over') onOver?.(state.error?.cause)
  })
  return () => subscription.unsubscribe()
}

function urql(socket: Socket, options: ResumeOptions & { memory?: ReplyMemory } = {}): Client {
  return new Client({
    url: 'http://unused.invalid/graphql',
    preferGetMethod: false,
    exchanges: [
      replyExchange(options),
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe(
              { query, variables: variables ?? {} },
              { ...sink, next: (result) => sink.next(result as ExecutionResult) },
            ),
          }),
        }),
      }),
    ],
  })
}

const urqlExchange: Follow = (socket, { replyId, onState, onEvent, onOver, ...options }) =>
  pipe(
    urql(socket, options).subscription<Bare>(bare, { reply: replyId }),
    subscribe((result) => {
      if (result.error) return onOver?.(result.error)
      const state = replyState(result)!
      onState(state)
      // The last result says only that there are no more.
      if (!result.hasNext) return onOver?.(undefined)
      onEvent?.(result.data!.events)
    }),
  ).unsubscribe

const urqlWatch: Follow = (socket, { onState, onOver, ...options }) =>
  watchByUrql(urql(socket), options).subscribe((state) => {
    onState(state)
    if (state.connection === 'over') onOver?.(state.error?.cause)
  }).unsubscribe

/** Every way that the package has. */
export const follows: Record<string, Follow> = {
  'graphql-ws alone': plain,
  'an Apollo Link': apolloLink,
  'watchReply on Apollo Client': apolloWatch,
  'a urql exchange': urqlExchange,
  'watchReply on urql': urqlWatch,
}

/** A socket for one viewer. */
export const socketTo = (url: string, token: string | undefined): Socket =>
  connectSocket({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: token },
  })
