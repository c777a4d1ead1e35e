import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendMutation, type ChatClient } from '../kit/client.ts'
import type { ToldError } from '../kit/told.ts'
import { eventually } from '../kit/eventually.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'
import { RawSocket } from '../kit/raw-socket.ts'

const maxTextLength = 1_000
const maxBodyBytes = 100_000

interface Ids {
  conversation: string
  reply: string
  otherReply: string
  streaming: string
  messageCursor: string
  conversationCursor: string
}

let parley: StartedParley
let viewer: ChatClient
let ids: Ids
beforeAll(async () => {
  const env = { PARLEY_MAX_TEXT_LENGTH: `${maxTextLength}`, PARLEY_MAX_BODY_BYTES: `${maxBodyBytes}` }
  parley = await startParley({ env })
  viewer = await parley.signIn()
  const one = await viewer.chat('One')
  const other = await viewer.chat('Other')
  parley.vendor.script({ chunks: ['going on'], finishReason: null, done: false, end: 'stall' })
  const open = await viewer.send('Go on')
  ids = {
    conversation: one.conversation.id,
    reply: one.reply.id,
    otherReply: other.reply.id,
    streaming: open.conversation.id,
    messageCursor: (await viewer.history(one.conversation.id)).pageInfo.endCursor ?? '',
    conversationCursor: (await viewer.conversations()).pageInfo.endCursor ?? '',
  }
  // From here on nothing is stored any more.
  await eventually(async () => (await parley.countRows())['reply_segment'] === 1)
})
afterAll(() => parley.close())

interface Case {
  name: string
  code: string
  query: string
  variables?: () => object
  retryable?: boolean
}

const invalid = 'BAD_USER_INPUT'

const send = (name: string, code: string, input: () => object): Case => ({
  name,
  code,
  query: sendMutation,
  variables: () => ({ input: { text: 'Hello', ...input() } }),
})

const history = (name: string, page: () => object): Case => ({
  name: `history with ${name}`,
  code: invalid,
  query: `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
    history(conversationId: $id, first: $first, after: $after, last: $last, before: $before) { edges { cursor } } }`,
  variables: () => ({ id: ids.conversation, ...page() }),
})

const conversations = (name: string, page: () => object): Case => ({
  name: `conversations with ${name}`,
  code: invalid,
  query:
    'query ($first: Int! = 20, $after: String) { conversations(first: $first, after: $after) { edges { cursor } } }',
  variables: page,
})

const document = (name: string, query: string, variables?: () => object): Case => ({
  name,
  code: invalid,
  query,
  ...(variables && { variables }),
})

const id = 'mutation ($id: ID!, $text: String!)'
const cases: Case[] = [
  send('an empty text', invalid, () => ({ text: '' })),
  send('a blank text', invalid, () => ({ text: ' \t\n\u00a0\u3000 ' })),
  send('a text over the limit', invalid, () => ({ text: 'x'.repeat(maxTextLength + 1) })),
  send('a text with a NUL', invalid, () => ({ text: 'a\0b' })),
  send('a text with the first half of a pair', invalid, () => ({ text: 'a\ud83d' })),
  send('a text with the second half of a pair', invalid, () => ({ text: '\ude00b' })),
  send('a clientMessageId with a NUL', invalid, () => ({ clientMessageId: 'a\0b' })),
  send('an empty clientMessageId', invalid, () => ({ clientMessageId: '' })),
  send('a clientMessageId over its limit', invalid, () => ({ clientMessageId: 'x'.repeat(129) })),
  send('a model with a NUL', invalid, () => ({ model: 'openai/\0' })),
  send('instructions with half of a pair', invalid, () => ({ instructions: '\ud83d' })),
  send('instructions for a conversation that is there', invalid, () => ({
    conversationId: ids.conversation,
    instructions: 'Shout.',
  })),
  send('afterReplyId without a conversation', invalid, () => ({ afterReplyId: ids.reply })),
  send('afterReplyId of another conversation', 'NOT_FOUND', () => ({
    conversationId: ids.conversation,
    afterReplyId: ids.otherReply,
  })),
  send('afterReplyId of no reply', 'NOT_FOUND', () => ({
    conversationId: ids.conversation,
    afterReplyId: randomUUID(),
  })),
  send('an unknown conversation', 'NOT_FOUND', () => ({ conversationId: randomUUID() })),
  send('a conversation that is no id', 'NOT_FOUND', () => ({ conversationId: 'nonsense' })),
  send('an unknown provider', 'MODEL_NOT_FOUND', () => ({ model: 'nobody/nothing' })),
  send('an unknown alias', 'MODEL_NOT_FOUND', () => ({ model: 'nothing' })),
  send('a model without a name', 'MODEL_NOT_FOUND', () => ({ model: '' })),
  {
    ...send('a conversation whose last reply is still being written', 'CONFLICT', () => ({
      conversationId: ids.streaming,
    })),
    retryable: true,
  },

  history('both first and last', () => ({ first: 1, last: 1 })),
  history('both after and before', () => ({ after: ids.messageCursor, before: ids.messageCursor })),
  history('first and before', () => ({ first: 1, before: ids.messageCursor })),
  history('last and after', () => ({ last: 1, after: ids.messageCursor })),
  ...[0, -1, 101, 1e9, 1e12, 1.5].flatMap((size) => [
    history(`first ${size}`, () => ({ first: size })),
    history(`last ${size}`, () => ({ last: size })),
    conversations(`first ${size}`, () => ({ first: size })),
  ]),
  ...['', 'x', 'bTotMQ', 'bTowMA', 'bTox=', 'bTo5OTk5OTk5OTk5OTk', '💥', 'a'.repeat(5_000)].flatMap((cursor) => [
    history(`the cursor ${cursor.slice(0, 20)}`, () => ({ after: cursor })),
    history(`the cursor ${cursor.slice(0, 20)} backward`, () => ({ before: cursor })),
    conversations(`the cursor ${cursor.slice(0, 20)}`, () => ({ after: cursor })),
  ]),
  history('a cursor of the other list', () => ({ after: ids.conversationCursor })),
  conversations('a cursor of the other list', () => ({ after: ids.messageCursor })),

  ...['', 'x', '1', '-1:0', '0:-1', '0:1.5', '00:1', '0:99999', '7:0', '0:1:2', '0:', '99999999999:0'].map(
    (after): Case => ({
      name: `replyStream after the cursor ${after}`,
      code: invalid,
      query: 'subscription ($id: ID!, $after: ReplyCursor) { replyStream(replyId: $id, after: $after) { __typename } }',
      variables: () => ({ id: ids.reply, after }),
    }),
  ),
  document(
    'a cursor that is no string',
    'subscription ($id: ID!) { replyStream(replyId: $id, after: 5) { __typename } }',
    () => ({
      id: ids.reply,
    }),
  ),

  document('a blank title', `${id} { renameConversation(id: $id, title: $text) { id } }`, () => ({
    id: ids.conversation,
    text: ' ',
  })),
  document('a title over its limit', `${id} { renameConversation(id: $id, title: $text) { id } }`, () => ({
    id: ids.conversation,
    text: 'x'.repeat(201),
  })),
  document('a title with a NUL', `${id} { renameConversation(id: $id, title: $text) { id } }`, () => ({
    id: ids.conversation,
    text: '\0',
  })),
  document(
    'instructions over their limit',
    `${id} { setInstructions(conversationId: $id, instructions: $text) { id } }`,
    () => ({
      id: ids.conversation,
      text: 'x'.repeat(16_001),
    }),
  ),

  document('a document that does not parse', 'query {'),
  document('an empty document', ' '),
  document('a field that is not there', '{ viewer { password } }'),
  document('an argument that is missing', '{ reply { id } }'),
  document('a variable that is missing', 'query ($id: ID!) { reply(id: $id) { id } }'),
  document('a variable of another type', 'query ($id: ID!) { reply(id: $id) { id } }', () => ({ id: { a: 1 } })),
  document('two operations and no name', 'query A { viewer { id } } query B { viewer { id } }'),
  document('a fragment that spreads itself', '{ viewer { ...f } } fragment f on Viewer { ...f }'),
  document('a document of too many tokens', `{ ${'viewer { id } '.repeat(600)} }`),
]

describe.each(['HTTP', 'the socket'] as const)('over %s', (way) => {
  const fitting = cases.filter(({ query }) => way === 'the socket' || !query.startsWith('subscription'))

  it.each(fitting)(
    'answers $name with $code, and stores and logs nothing',
    async ({ code, query, variables, retryable }) => {
      parley.logs.length = 0
      const rows = await parley.countRows()
      const errors = await refusal(way, { query, variables: variables?.() })
      expect(errors.length).toBeGreaterThan(0)
      for (const error of errors) expectTold(error, { code, retryable: retryable ?? false })
      expect(await parley.countRows()).toEqual(rows)
      expect(parley.logs.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
    },
  )

  it('does not let a kilobyte of nested fragments cost more than a moment', async () => {
    const twice = (index: number) => `a: message { reply { ...f${index} } } b: message { reply { ...f${index} } }`
    const fragments = Array.from(
      { length: 16 },
      (_, index) => `fragment f${index} on Reply { ${index < 15 ? twice(index + 1) : 'id'} }`,
    )
    const startedAt = performance.now()
    const query = `query ($id: ID!) { reply(id: $id) { ...f0 } } ${fragments.join(' ')}`
    const errors = await refusal(way, { query, variables: { id: ids.reply } })
    expect(errors).toHaveLength(1)
    for (const error of errors) expectTold(error, { code: invalid, retryable: false })
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  it('takes a text that is exactly as long as is allowed', async () => {
    const answer = await viewer.trySend('x'.repeat(maxTextLength))
    expect(answer.errors).toBeUndefined()
    await viewer.follow(answer.data?.sendMessage.reply.id ?? '').end()
  })
})

it('lets a message branch off an older reply while the newest is being written', async () => {
  const { conversation, reply } = await viewer.chat('First')
  parley.vendor.script({ chunks: ['slow'], finishReason: null, done: false, end: 'stall' })
  const slow = await viewer.send('Second', { conversationId: conversation.id })
  await viewer.follow(slow.reply.id).until(({ text }) => text !== '')
  const branch = await viewer.chat('Another second', { conversationId: conversation.id, afterReplyId: reply.id })
  expect(branch.reply.status).toBe('COMPLETED')
  const refused = await viewer.trySend('After that', { conversationId: conversation.id, afterReplyId: slow.reply.id })
  expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', retryable: true })
  await viewer.stop(slow.reply.id)
})

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const categories: Record<string, string> = { NOT_FOUND: 'ACCESS' }

function expectTold(error: ToldError, { code, retryable }: { code: string; retryable: boolean }): void {
  expect(error.extensions).toMatchObject({ code, retryable, category: categories[code] ?? 'REQUEST' })
  expect(error.extensions.requestId).toMatch(uuid)
  expect(error.message).not.toMatch(/\n\s+at |SELECT|INSERT|pg_|node_modules|\.ts\b/)
  expect(Object.keys(error.extensions)).not.toContain('stacktrace')
}

interface Operation {
  query: string
  variables?: object | undefined
}

async function refusal(way: 'HTTP' | 'the socket', { query, variables }: Operation): Promise<ToldError[]> {
  if (way === 'HTTP') return (await viewer.gql(query, variables)).errors ?? []
  const socket = await RawSocket.signedIn(parley.url, viewer.token)
  try {
    const { type, payload } = await socket.operate(query, variables)
    return type === 'error' ? (payload as ToldError[]) : ((payload as { errors?: ToldError[] }).errors ?? [])
  } finally {
    socket.close()
  }
}
