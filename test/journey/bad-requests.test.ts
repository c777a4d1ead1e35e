import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChatClient } from '../kit/client.ts'
import type { ToldError } from '../kit/told.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'
import { RawSocket } from '../kit/raw-socket.ts'

const maxBodyBytes = 50_000

let parley: StartedParley
let viewer: ChatClient
let rows: Record<string, number>
beforeAll(async () => {
  parley = await startParley({ env: { PARLEY_MAX_BODY_BYTES: `${maxBodyBytes}` } })
  viewer = await parley.signIn()
})
beforeEach(async () => {
  rows = await parley.countRows()
  parley.logs.length = 0
})
afterEach(async () => {
  expect(await parley.countRows()).toEqual(rows)
  expect(parley.logs.filter(({ level }) => level === 'error')).toEqual([])
  expect((await viewer.gql('{ viewer { id } }')).errors).toBeUndefined()
})
afterAll(() => parley.close())

const json = { 'content-type': 'application/json' }
const mutation = 'mutation { signInAnonymously { token } }'

interface BadRequest {
  name: string
  path?: string
  method?: string
  headers?: Record<string, string>
  body?: string
  status: number
  code: string
}

const bad: BadRequest[] = [
  { name: 'malformed JSON', headers: json, body: '{"query": "{ viewer', status: 400, code: 'BAD_USER_INPUT' },
  { name: 'a body that is no object', headers: json, body: '"query"', status: 400, code: 'BAD_USER_INPUT' },
  { name: 'a body without a query', headers: json, body: '{}', status: 400, code: 'BAD_USER_INPUT' },
  { name: 'a query that is no string', headers: json, body: '{"query": 5}', status: 400, code: 'BAD_USER_INPUT' },
  { name: 'no body', headers: json, body: '', status: 400, code: 'BAD_USER_INPUT' },
  { name: 'a batch', headers: json, body: '[{"query":"{ server { version } }"}]', status: 400, code: 'BAD_USER_INPUT' },
  {
    name: 'bytes that are no UTF-8 text of JSON',
    headers: json,
    body: '\u0001\u0002',
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'another content type',
    headers: { 'content-type': 'text/plain' },
    body: '{}',
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a form',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'a=b',
    status: 415,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a body over the limit',
    headers: json,
    body: JSON.stringify({ query: `{ viewer { id } } #${'x'.repeat(maxBodyBytes)}` }),
    status: 413,
    code: 'REQUEST_TOO_LARGE',
  },
  {
    name: 'a mutation by GET',
    method: 'GET',
    path: `/graphql?query=${encodeURIComponent(mutation)}`,
    headers: json,
    status: 405,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a query by GET as any other page could send it',
    method: 'GET',
    path: `/graphql?query=${encodeURIComponent('{ server { version } }')}`,
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  { name: 'another method', method: 'PUT', headers: json, body: '{}', status: 404, code: 'NOT_FOUND' },
  { name: 'another address', path: '/nowhere', headers: json, body: '{}', status: 404, code: 'NOT_FOUND' },
  {
    name: 'a subscription without a socket',
    headers: json,
    body: JSON.stringify({ query: 'subscription { replyStream(replyId: "x") { __typename } }' }),
    status: 400,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'the name of an operation that is not in the document',
    headers: json,
    body: JSON.stringify({ query: 'query A { server { version } }', operationName: 'B' }),
    status: 400,
    code: 'BAD_USER_INPUT',
  },
]

describe('over HTTP', () => {
  it.each(bad)(
    'answers $name with $status and $code',
    async ({ path = '/graphql', method = 'POST', headers, body, ...told }) => {
      const response = await fetch(parley.url + path, {
        method,
        headers: { ...headers },
        ...(body !== undefined && { body }),
      })
      expect(response.status).toBe(told.status)
      const { errors } = (await response.json()) as { errors: ToldError[] }
      expect(errors).toHaveLength(1)
      expect(errors[0]?.extensions).toMatchObject({ code: told.code, retryable: false })
      expect(errors[0]?.extensions.requestId).toBe(response.headers.get('x-request-id'))
      expect(JSON.stringify(errors)).not.toMatch(/stacktrace|node_modules/)
    },
  )

  it('names the request in what it tells of an operation that failed', async () => {
    const query = '{ viewer { id } server { version } }'
    const response = await fetch(`${parley.url}/graphql`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ query }),
    })
    const { errors } = (await response.json()) as { errors: ToldError[] }
    expect(errors[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(errors[0]?.extensions.requestId).toBe(response.headers.get('x-request-id'))
  })

  it('answers a body whose length is a lie', async () => {
    const response = await fetch(`${parley.url}/graphql`, {
      method: 'POST',
      headers: json,
      duplex: 'half',
      body: new ReadableStream({
        pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(20_000))),
      }),
    } as RequestInit)
    expect(response.status).toBe(413)
  })
})

describe('over the socket', () => {
  it.each([
    ['what is no JSON', 4400, 'nonsense'],
    ['what is no message of the protocol', 4400, '{"type":"what"}'],
    [
      'an operation before it has said who it is',
      4401,
      '{"id":"1","type":"subscribe","payload":{"query":"{ viewer { id } }"}}',
    ],
    ['a message over the limit', 1009, JSON.stringify({ type: 'ping', payload: { more: 'x'.repeat(maxBodyBytes) } })],
  ])('is closed after %s with %i', async (_name, code, message) => {
    const socket = await RawSocket.open(parley.url)
    socket.say(message)
    expect((await socket.closed).code).toBe(code)
  })

  it('prints nothing of what its clients do wrong', async () => {
    const printing = vi.spyOn(console, 'error')
    for (const message of ['nonsense', JSON.stringify({ type: 'ping', payload: { more: 'x'.repeat(maxBodyBytes) } })]) {
      const socket = await RawSocket.open(parley.url)
      socket.say(message)
      await socket.closed
    }
    expect(printing).not.toHaveBeenCalled()
    printing.mockRestore()
  })

  it('is closed where it says twice who it is', async () => {
    const socket = await RawSocket.signedIn(parley.url, viewer.token)
    socket.say({ type: 'connection_init' })
    expect((await socket.closed).code).toBe(4429)
  })

  it('answers the name of an operation that is not in the document', async () => {
    const socket = await RawSocket.signedIn(parley.url, viewer.token)
    socket.say({ id: '1', type: 'subscribe', payload: { query: 'query A { viewer { id } }', operationName: 'B' } })
    const { type, payload } = await socket.next(({ id }) => id === '1')
    expect(type).toBe('error')
    expect((payload as ToldError[])[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false })
    socket.close()
  })

  it('does not open elsewhere than at /graphql', async () => {
    await expect(RawSocket.open(`${parley.url}/elsewhere`)).rejects.toThrow('404')
  })
})
