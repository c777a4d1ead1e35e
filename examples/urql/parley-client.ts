import { connectSocket } from '@parley/client'
import { cacheExchange, Client, fetchExchange, subscriptionExchange } from 'urql'
import type { ExecutionResult } from 'urql'

/** urql for one viewer: questions and changes over HTTP, replies over one WebSocket that opens with the first of them. */
export function createParleyClient(token?: string): Client {
  const socket = connectSocket({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    connectionParams: { authorization: token },
  })
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    fetchOptions: { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } },
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe(
              { query, variables: variables ?? {} },
              // Both libraries mean the same result, and type it a little differently.
              { ...sink, next: (result) => sink.next(result as ExecutionResult) },
            ),
          }),
        }),
      }),
    ],
  })
}
