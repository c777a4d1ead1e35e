import { randomUUID } from 'node:crypto'
import { isInputObjectType, type GraphQLField } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildParleySchema } from '../../src/api/schema.ts'
import type { ChatClient } from '../kit/client.ts'
import type { ToldError } from '../kit/told.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'
import { RawSocket } from '../kit/raw-socket.ts'
import { eventCursor } from '../kit/viewer-following.ts'
import { idArguments, nameOf, operationWith, rootFields, type Operation, type RootField } from '../kit/schema-walk.ts'

/** What is in a viewer's hands: an id of each kind. */
interface Ids {
  conversation: string
  message: string
  reply: string
}

/** Fields that need no token, because they are how one gets it or what one needs before. */
const open = ['query server', 'mutation signInAnonymously']

/** Which thing an argument names; an argument of type ID that is missing here fails the test. */
const namedBy: Record<string, keyof Ids | 'own'> = {
  'query conversation(id)': 'conversation',
  'query history(conversationId)': 'conversation',
  'query reply(id)': 'reply',
  'mutation regenerateReply(messageId)': 'message',
  'mutation stopReply(replyId)': 'reply',
  'mutation selectReply(replyId)': 'reply',
  'mutation renameConversation(id)': 'conversation',
  'mutation setInstructions(conversationId)': 'conversation',
  'mutation deleteConversation(id)': 'conversation',
  'mutation sendMessage(input.conversationId)': 'conversation',
  'mutation sendMessage(input.afterReplyId)': 'reply',
  // The viewer's own word, not the name of a row.
  'mutation sendMessage(input.clientMessageId)': 'own',
  'subscription replyStream(replyId)': 'reply',
}

/** Queries that answer null for what is not there; everything else refuses with NOT_FOUND. */
const nullable = ['query conversation', 'query reply']

const schema = await buildParleySchema()
const fields = rootFields(schema)
const idFields = fields.filter((root) => idArguments(root).length > 0)

let parley: StartedParley
let owner: ChatClient
let stranger: ChatClient
/** Of the stranger's own, for what takes two ids: only one of them is foreign then. */
let ownConversation: string
let settled: Ids
let streaming: Ids
beforeAll(async () => {
  parley = await startParley()
  owner = await parley.signIn()
  stranger = await parley.signIn()
  ownConversation = (await stranger.chat('Hello')).conversation.id
  const one = await owner.chat('Mine alone')
  settled = { conversation: one.conversation.id, message: one.message.id, reply: one.reply.id }
  parley.vendor.script({ chunks: ['secret'], finishReason: null, done: false, end: 'stall' })
  const other = await owner.send('Still being answered')
  await owner.follow(other.reply.id).until(({ text }) => text === 'secret')
  streaming = { conversation: other.conversation.id, message: other.message.id, reply: other.reply.id }
})
afterAll(() => parley.close())

describe('the walk over the schema', () => {
  it('knows what every argument of type ID names', () => {
    const found = fields.flatMap((root) => idArguments(root).map((path) => `${nameOf(root)}(${path})`))
    expect(found.sort()).toEqual(Object.keys(namedBy).sort())
  })

  it('finds ids nowhere but in the arguments of root fields', () => {
    const nested = Object.values(schema.getTypeMap())
      .filter((type) => 'getFields' in type && !type.name.startsWith('__') && !isInputObjectType(type))
      .filter(
        (type) =>
          ![schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(type as never),
      )
      .flatMap((type) =>
        Object.values((type as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields()),
      )
      .filter(({ args }) => args.length > 0)
    // One that is added needs a check of its own for who may ask, and a place in this walk.
    expect(nested.map(({ name }) => name)).toEqual([])
  })
})

describe.each(['HTTP', 'the socket'] as const)('over %s', (way) => {
  const cases = idFields.flatMap((root) =>
    idArguments(root)
      .filter((path) => namedBy[`${nameOf(root)}(${path})`] !== 'own')
      .map((path) => ({ name: `${nameOf(root)}(${path})`, root, path })),
  )

  it.each(cases)(
    'tells a stranger of $name what it tells of an id that does not exist',
    async ({ name, root, path }) => {
      const before = await everything()
      const kind = namedBy[name] as keyof Ids
      const random = await run(way, stranger.token, operationWith(root, path, { id: randomUUID(), ownConversation }))
      for (const ids of [settled, streaming]) {
        const answer = await run(way, stranger.token, operationWith(root, path, { id: ids[kind], ownConversation }))
        if (nullable.includes(nameOf(root))) expect(answer).toEqual({ data: { [root.field.name]: null } })
        else expect(codes(answer)).toEqual(['NOT_FOUND'])
        expect(withoutRequestId(answer)).toEqual(withoutRequestId(random))
      }
      expect(await everything()).toEqual(before)
    },
  )

  it.each(cases)('answers $name of an id that is none as of one that does not exist', async ({ root, path }) => {
    for (const id of ['', '0', 'nonsense', "' OR 1=1 --", `${settled.conversation} `]) {
      const answer = await run(way, stranger.token, operationWith(root, path, { id, ownConversation }))
      if (nullable.includes(nameOf(root))) expect(answer).toEqual({ data: { [root.field.name]: null } })
      else expect(codes(answer)).toEqual(['NOT_FOUND'])
    }
  })

  const closed = fields.filter((root) => !open.includes(nameOf(root))).map((root) => ({ name: nameOf(root), root }))

  it.each(closed)('refuses $name without a token and with a bad one', async ({ root }) => {
    const before = await everything()
    const [path] = idArguments(root)
    const kind = namedBy[`${nameOf(root)}(${path})`]
    const id = settled[kind === undefined || kind === 'own' ? 'conversation' : kind]
    const [header = '', payload = '', signature = ''] = (owner.token ?? '').split('.')
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
    const bad = [
      undefined,
      '',
      'garbage',
      'a.b.c',
      `${none}.${payload}.`,
      `${header}.${payload}.${[...signature].reverse().join('')}`,
      `${header}.${Buffer.from('{"sub":"x"}').toString('base64url')}.${signature}`,
      'x'.repeat(5_000),
    ]
    for (const token of bad) {
      const answer = await run(way, token, operationWith(root, path ?? '', { id, ownConversation }))
      expect(codes(answer)).toEqual(['UNAUTHENTICATED'])
      expect(answer.data?.[root.field.name] ?? null).toBeNull()
    }
    expect(await everything()).toEqual(before)
  })

  it.each(open)('answers %s without a token', async (name) => {
    const root = fields.find((field) => nameOf(field) === name) as RootField
    const answer = await run(way, undefined, operationWith(root, '', { id: '', ownConversation }))
    expect(answer.errors).toBeUndefined()
    expect(answer.data?.[root.field.name]).toBeTruthy()
  })

  it('shows a stranger nothing in lists', async () => {
    const { data } = await run(way, stranger.token, {
      query: '{ conversations(first: 100) { edges { node { id title } } } }',
    })
    expect(JSON.stringify(data)).not.toContain(settled.conversation)
    expect(JSON.stringify(data)).not.toContain('Mine alone')
  })

  it('brings a stranger none of the events of another viewer, not even under that one’s cursor', async () => {
    const [mine, foreign] = await Promise.all([eventCursor(stranger), eventCursor(owner)])
    expect(mine).not.toBe(foreign)
    const query = 'subscription ($after: ViewerEventCursor) { viewerEvents(after: $after) { __typename } }'
    const answer = await run(way, stranger.token, { query, variables: { after: foreign } })
    expect(codes(answer)).toEqual(['BAD_USER_INPUT'])
  })

  it('takes a good token with and without the word Bearer', async () => {
    for (const token of [owner.token, `bearer ${owner.token}`, `Bearer ${owner.token}`]) {
      const answer = await run(way, token, { query: '{ viewer { id role } }' })
      expect(answer).toMatchObject({ data: { viewer: { role: 'USER' } } })
    }
  })
})

it('tells of a viewer who is gone as of one without a token', async () => {
  const gone = await parley.signIn()
  await parley.db.query('DELETE FROM viewer WHERE id = $1', [
    (await gone.ask<{ viewer: { id: string } }>('{ viewer { id } }')).viewer.id,
  ])
  expect((await gone.gql('{ viewer { id } }')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
})

it('logs nothing of all this as an error', () => {
  expect(parley.logs.filter(({ level }) => level === 'error')).toEqual([])
})

interface Result {
  data?: Record<string, unknown> | null
  errors?: ToldError[]
}

async function run(way: 'HTTP' | 'the socket', token: string | undefined, operation: Operation): Promise<Result> {
  return way === 'HTTP' ? overHttp(token, operation) : overSocket(token, operation)
}

async function overHttp(token: string | undefined, { query, variables }: Operation): Promise<Result> {
  // A subscription has no way over HTTP; its socket is as good a door.
  if (query.startsWith('subscription')) return overSocket(token, { query, ...(variables && { variables }) })
  const response = await fetch(`${parley.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: token }) },
    body: JSON.stringify({ query, variables }),
  })
  return (await response.json()) as Result
}

async function overSocket(token: string | undefined, { query, variables }: Operation): Promise<Result> {
  const socket = await RawSocket.signedIn(parley.url, token)
  try {
    const { type, payload } = await socket.operate(query, variables)
    return type === 'error' ? { errors: payload as ToldError[] } : (payload as Result)
  } finally {
    socket.close()
  }
}

const codes = ({ errors = [] }: Result): string[] => errors.map(({ extensions }) => extensions.code)

const withoutRequestId = (result: Result): unknown =>
  JSON.parse(JSON.stringify(result, (key, value: unknown) => (key === 'requestId' ? 'any' : value)))

/** Every row that a viewer's doing could change, but for the heartbeats. */
async function everything(): Promise<unknown> {
  return parley.db.query(`
    SELECT (SELECT json_agg(c ORDER BY id) FROM conversation c) AS conversations,
           (SELECT json_agg(m ORDER BY id) FROM message m) AS messages,
           (SELECT json_agg(json_build_array(id, status, text, stop_requested_at) ORDER BY id) FROM reply) AS replies`)
}
