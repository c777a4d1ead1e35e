import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChatClient } from '../kit/client.ts'
import { startParley, type StartedParley, type Statement } from '../kit/parley.ts'

let parley: StartedParley
let viewer: ChatClient
let viewerId: string
beforeAll(async () => {
  parley = await startParley()
  viewer = await parley.signIn()
  viewerId = (await viewer.ask<{ viewer: { id: string } }>('{ viewer { id } }')).viewer.id
})
afterAll(() => parley.close())

/** Conversations of this viewer, each with messages that have a reply each; the newest `open` of them are written elsewhere. */
interface Rows {
  conversations: number
  messages: number
  open?: number
}

async function insertRows({ conversations, messages, open = 0 }: Rows): Promise<string[]> {
  const rows = await parley.db.query<{ id: string }[]>(
    `WITH conversations AS (
       INSERT INTO conversation (id, viewer_id, title, message_count, last_active_at)
       SELECT gen_random_uuid(), $1, 'Made for a test', $3::int, now() - make_interval(secs => place)
       FROM generate_series(1, $2::int) AS place RETURNING id
     ), messages AS (
       INSERT INTO message (id, conversation_id, viewer_id, position, text)
       SELECT gen_random_uuid(), conversations.id, $1, place, 'Message ' || place
       FROM conversations, generate_series(0, $3::int - 1) AS place RETURNING id, position
     ), replies AS (
       INSERT INTO reply (id, message_id, ordinal, status, model, text, finish_reason, writer_id, lease_expires_at, ended_at)
       SELECT gen_random_uuid(), id, 0,
              CASE WHEN is_open THEN 'streaming' ELSE 'completed' END, 'openai/fake-small',
              CASE WHEN NOT is_open THEN 'Answer ' || position END, CASE WHEN NOT is_open THEN 'stop' END,
              gen_random_uuid(), now() + interval '1 hour', CASE WHEN NOT is_open THEN now() END
       FROM messages, LATERAL (SELECT position >= $3::int - $4::int AS is_open) AS state RETURNING id, text
     ), segments AS (
       INSERT INTO reply_segment (reply_id, epoch, position, text, marks)
       SELECT id, 0, 0, 'So far', '[]' FROM replies WHERE text IS NULL
     )
     SELECT id FROM conversations`,
    [viewerId, conversations, messages, open],
  )
  return rows.map(({ id }) => id)
}

/** What the pool sent while something was done, but for the look at leases that goes on all the time. */
async function statementsOf(doing: () => Promise<unknown>): Promise<Statement[]> {
  const from = parley.statements.length
  await doing()
  return parley.statements.slice(from).filter(({ sql }) => !/SKIP LOCKED/.test(sql))
}

describe('one page of history', () => {
  it('costs the same few statements with 5 messages as with 50, open replies among them', async () => {
    const [id = ''] = await insertRows({ conversations: 1, messages: 100, open: 20 })
    const costs = new Map<number, number>()
    for (const size of [5, 50, 100]) {
      const statements = await statementsOf(async () => {
        const { edges } = await viewer.history(id, { last: size })
        expect(edges).toHaveLength(size)
        expect(edges.at(-1)?.node.reply).toMatchObject({ status: 'STREAMING', text: 'So far', cursor: '0:6' })
        for (const { node } of edges) expect(node.replies).toHaveLength(1)
      })
      costs.set(size, statements.length)
    }
    expect(new Set(costs.values()).size).toBe(1)
    // The viewer, the conversation, the messages, their replies, and what open replies say so far.
    expect(costs.get(100)).toBeLessThanOrEqual(5)
  })

  it('does so with everything that hangs on a message', async () => {
    const [id = ''] = await insertRows({ conversations: 1, messages: 60 })
    const query = `query ($id: ID!, $last: Int) { history(conversationId: $id, last: $last) { edges { node {
      conversation { id title } reply { message { id conversation { id } } } replies { text message { id } } } } } }`
    const few = await statementsOf(() => viewer.ask(query, { id, last: 5 }))
    const many = await statementsOf(() => viewer.ask(query, { id, last: 60 }))
    expect(many.length).toBe(few.length)
  })
})

describe('paging', () => {
  it('visits every message once, forward and backward, while more are sent', async () => {
    const [conversationId = ''] = await insertRows({ conversations: 1, messages: 23 })
    const all = Array.from({ length: 23 }, (_, place) => `Message ${place}`)

    const backward: string[] = []
    let before: string | undefined
    for (let more = true; more;) {
      const page = await viewer.history(conversationId, { last: 5, ...(before !== undefined && { before }) })
      backward.unshift(...page.edges.map(({ node }) => node.text))
      before = page.pageInfo.startCursor ?? ''
      more = page.pageInfo.hasPreviousPage
      if (more) await viewer.chat(`New ${backward.length}`, { conversationId })
    }
    expect(backward).toEqual(all)

    const sent: string[] = []
    const forward: string[] = []
    let after: string | undefined
    for (let more = true; more;) {
      const page = await viewer.history(conversationId, { first: 6, ...(after !== undefined && { after }) })
      forward.push(...page.edges.map(({ node }) => node.text))
      after = page.pageInfo.endCursor ?? ''
      more = page.pageInfo.hasNextPage
      if (more && sent.length < 3) {
        sent.push(`Newer ${sent.length}`)
        await viewer.chat(sent.at(-1) as string, { conversationId })
      }
    }
    expect(forward).toEqual([...all, 'New 5', 'New 10', 'New 15', 'New 20', ...sent])
  })

  it('visits every conversation once while more are started, those of one instant as well', async () => {
    const other = await parley.signIn()
    const own = (await other.ask<{ viewer: { id: string } }>('{ viewer { id } }')).viewer.id
    await parley.db.query(
      `INSERT INTO conversation (id, viewer_id, title, last_active_at)
       SELECT gen_random_uuid(), $1, place, date_trunc('second', now()) - make_interval(secs => place / 4)
       FROM generate_series(1, 30) AS place`,
      [own],
    )
    const seen: (string | null)[] = []
    let after: string | undefined
    for (let more = true; more;) {
      const page = await other.conversations({ first: 7, ...(after !== undefined && { after }) })
      seen.push(...page.edges.map(({ node }) => node.title))
      after = page.pageInfo.endCursor ?? ''
      more = page.pageInfo.hasNextPage
      if (more) await other.chat('started meanwhile')
    }
    expect(seen.map(Number).sort((one, two) => one - two)).toEqual(Array.from({ length: 30 }, (_, place) => place + 1))
  })
})

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Shared Hit Blocks'?: number
  'Shared Read Blocks'?: number
  Plans?: Plan[]
}

describe('with 100,000 messages in the database', () => {
  const tables = ['conversation', 'message', 'reply']

  beforeAll(async () => {
    await insertRows({ conversations: 1, messages: 20_000 })
    await insertRows({ conversations: 4_000, messages: 20 })
    await parley.db.query(`ANALYZE ${tables.join(', ')}`)
  })

  it('every statement of every request finds its rows by an index, however far back they stand', async () => {
    const [{ id: long = '' } = {}] = await parley.db.query<{ id: string }[]>(
      'SELECT id FROM conversation WHERE message_count = 20000',
    )
    const statements = await statementsOf(() => useEverything(long))
    const looked = statements.filter(({ sql }) => !/^(START TRANSACTION|COMMIT|ROLLBACK)/.test(sql))
    // One that nobody wrote would prove nothing.
    expect(new Set(looked.map(({ sql }) => sql)).size).toBeGreaterThan(20)
    await withClient(async (client) => {
      for (const statement of looked) {
        const plan = await planOf(client, statement)
        for (const node of nodesOf(plan)) {
          if (tables.includes(node['Relation Name'] ?? ''))
            expect(node['Node Type'], statement.sql).not.toBe('Seq Scan')
        }
        // An index that is read from end to end is no better than its table. A page of 20 rows needs some 80 blocks.
        expect((plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0), statement.sql).toBeLessThan(200)
      }
    })
  })

  it('looks for replies whose writer died by an index', async () => {
    const statement = parley.statements.find(({ sql }) => /SKIP LOCKED/.test(sql)) as Statement
    await withClient(async (client) => {
      for (const node of nodesOf(await planOf(client, statement))) {
        if (node['Relation Name'] === 'reply') expect(node['Node Type']).not.toBe('Seq Scan')
      }
    })
  })

  /** Every kind of request, on the longest conversation of the busiest viewer. */
  async function useEverything(long: string): Promise<void> {
    const newest = await viewer.history(long, { last: 20 })
    const middle = Buffer.from('m:10000').toString('base64url')
    await viewer.history(long, { last: 20, before: middle })
    await viewer.history(long, { first: 20, after: middle })
    const first = await viewer.conversations({ first: 20 })
    await viewer.conversations({ first: 20, after: first.pageInfo.endCursor ?? '' })
    for (const { node } of first.edges.slice(0, 2)) await viewer.history(node.id, { last: 20 })
    await viewer.ask('query ($id: ID!) { conversation(id: $id) { id } models { id } }', { id: long })
    await viewer.reply(newest.edges[0]?.node.reply?.id ?? '')
    const { message, reply } = await viewer.chat('Hello', { conversationId: long, clientMessageId: 'only once' })
    await viewer.send('Hello', { conversationId: long, clientMessageId: 'only once' })
    await viewer.follow((await viewer.regenerate(message.id)).id).end()
    await viewer.ask('mutation ($id: ID!) { selectReply(replyId: $id) { id } }', { id: reply.id })
    parley.vendor.script({ chunks: ['Text that'], finishReason: null, done: false, end: 'stall' })
    const again = await viewer.regenerate(message.id)
    await viewer.follow(again.id).until(({ text }) => text !== '')
    await viewer.reply(again.id)
    await viewer.stop(again.id)
    await viewer.ask('mutation ($id: ID!) { renameConversation(id: $id, title: "New") { id } }', { id: long })
    const { conversation } = await viewer.chat('To be deleted')
    await viewer.remove(conversation.id)
  }

  async function planOf(client: pg.Client, { sql, parameters }: Statement): Promise<Plan> {
    // What changes rows is planned only: it would find them changed already.
    const analyze = /^\s*SELECT/.test(sql) && !/pg_notify/.test(sql) ? 'ANALYZE, BUFFERS, ' : ''
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (${analyze}FORMAT JSON) ${sql}`,
      parameters,
    )
    return (rows[0] as (typeof rows)[number])['QUERY PLAN'][0].Plan
  }
})

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

async function withClient(use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: parley.databaseUrl })
  await client.connect()
  try {
    await use(client)
  } finally {
    await client.end()
  }
}
