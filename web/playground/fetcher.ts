import { createClient, type Client } from 'graphql-ws'
import type { GraphiQLProps } from 'graphiql'
import { fetchWithDeadline, post } from '../connection/post.ts'
import { ViewerSession } from '../connection/viewer-session.ts'
import { SignInAnonymouslyDocument } from '../generated/graphql.ts'
import { chooseOperation } from './choose-operation.ts'

type Fetcher = GraphiQLProps['fetcher']
type Answer = Extract<Awaited<ReturnType<Fetcher>>, { data?: unknown }>

/** Sends what the editor holds as the viewer of this browser: subscriptions over the socket, anything else over HTTP. */
export function createFetcher(): Fetcher {
  const session = new ViewerSession({
    storage: localStorage,
    signIn: async () => (await post(SignInAnonymouslyDocument)).signInAnonymously.token,
  })
  // Who asks is said once for a socket; one without subscriptions is closed by itself.
  const sockets = new Map<string | undefined, Client>()
  const socketOf = (own: string | undefined): Client => {
    const socket = sockets.get(own) ?? openSocket(async () => own ?? (await tokenOf(session)))
    sockets.set(own, socket)
    return socket
  }

  return ({ query, variables, operationName: name }, options) => {
    const { operationName, isSubscription } = chooseOperation(query, name)
    const request = { query, variables: asVariables(variables), operationName }
    if (isSubscription) {
      const own = asHeaders(options?.headers ?? {})['authorization']
      return socketOf(own).iterate(request) as AsyncIterableIterator<Answer>
    }
    return overHttp(session, request, options?.headers)
  }
}

const openSocket = (authorization: () => Promise<string | null>): Client =>
  createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    connectionParams: async () => ({ authorization: await authorization() }),
    retryAttempts: 0,
  })

interface HttpRequest {
  query: string
  variables: Record<string, unknown>
  operationName: string | null
}

async function overHttp(
  session: ViewerSession,
  request: HttpRequest,
  own: Record<string, unknown> = {},
): Promise<Answer> {
  const ask = async (token: string | null) => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...(token && { authorization: `Bearer ${token}` }),
      ...asHeaders(own),
    }
    const response = await fetchWithDeadline('/graphql', { method: 'POST', headers, body: JSON.stringify(request) })
    return (await response.json()) as Answer
  }
  const token = await tokenOf(session)
  const answer = await ask(token)
  const isRefused = answer.errors?.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED') ?? false
  if (!isRefused || 'authorization' in asHeaders(own)) return answer
  const renewed = await session.renew(token).catch(() => null)
  return renewed === null ? answer : ask(renewed)
}

// Where the server signs nobody in, questions that need no viewer still work, and its answer says what is missing.
const tokenOf = (session: ViewerSession): Promise<string | null> => session.token().catch(() => null)

const asVariables = (variables: unknown): Record<string, unknown> =>
  typeof variables === 'object' && variables !== null ? (variables as Record<string, unknown>) : {}

function asHeaders(own: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name.toLowerCase(), String(value)]))
}
