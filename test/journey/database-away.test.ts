import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChatClient } from '../kit/client.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { DatabaseProxy } from '../kit/database-proxy.ts'
import { eventually } from '../kit/eventually.ts'
import { startFakeVendor, type FakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import { launchParley, startParley, vendorEnvironment, type StartedParley } from '../kit/parley.ts'
import { RawSocket } from '../kit/raw-socket.ts'

let database: TestDatabase
let proxy: DatabaseProxy
let vendor: FakeVendor
beforeAll(async () => {
  database = await createTestDatabase()
  proxy = await DatabaseProxy.to(database.url)
  vendor = await startFakeVendor()
})
beforeEach(() => vendor.reset())
afterAll(async () => {
  await proxy.close()
  await vendor.stop()
  await database.drop()
})

describe('a database that is away at start', () => {
  it('is tried again, visibly, until it is there', async () => {
    const parley = await launchParley({ env: { ...vendorEnvironment(vendor), DATABASE_URL: proxy.url } })
    try {
      await eventually(() => /\(2 of \d+ tries\)/.test(parley.output()), { withinMs: 30_000, what: 'the second try' })
      expect(parley.output()).toMatch(/the database is away \(1 of \d+ tries\)/)
      await proxy.open()
      const answer = await fetch(`${await parley.ready}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"mutation { signInAnonymously { viewer { id } } }"}',
      })
      expect(await answer.json()).toMatchObject({ data: { signInAnonymously: { viewer: {} } } })
      expect((await parley.kill('SIGTERM')).code).toBe(0)
    } finally {
      await parley.kill('SIGKILL')
      await proxy.close()
    }
  }, 60_000)

  it('is given up only where it refuses for a reason that will not pass', async () => {
    const url = new URL(database.url)
    url.pathname = '/no_such_database'
    const parley = await launchParley({ env: { ...vendorEnvironment(vendor), DATABASE_URL: url.href } })
    expect((await parley.exited).code).toBe(1)
    expect(parley.output()).toContain('no_such_database')
    expect(parley.output()).not.toContain('tries')
  }, 60_000)
})

describe('a database that goes away later', () => {
  let parley: StartedParley
  let viewer: ChatClient
  beforeEach(async () => {
    await proxy.open()
    parley = await startParley({ databaseUrl: proxy.url, vendor })
    viewer = await parley.signIn()
  })
  afterEach(async () => {
    await parley.close()
    await proxy.close()
  })

  const away = { code: 'OVERLOADED', category: 'LIMIT', retryable: true }

  it('does not disturb a reply under way: its subscriber reads on, and it settles once the database is back', async () => {
    const words = Array.from({ length: 40 }, (_, index) => `word${index} `)
    const gate = vendor.script({ chunks: words, gated: true })
    const { conversation, reply } = await viewer.send('Many words please')
    const following = viewer.follow(reply.id)
    gate.release(10)
    await following.until(({ text }) => text === words.slice(0, 10).join(''))

    await proxy.close()
    gate.releaseAll()
    await following.until(({ text }) => text === words.join(''))
    expect(following.ends).toEqual([])

    await proxy.open()
    const ended = await following.end()
    expect(ended).toMatchObject({ status: 'COMPLETED', text: words.join('') })
    expect(following.text).toBe(words.join(''))
    expect(following.events.map(({ __typename }) => __typename)).not.toContain('ReplyReset')
    expect((await viewer.history(conversation.id)).edges[0]?.node.reply).toEqual(ended)
  })

  it('outlasts the leases: nobody takes a reply from a writer that lives', async () => {
    const gate = vendor.script({ chunks: ['before ', 'after'], gated: true })
    const { reply } = await viewer.send('Go on')
    const following = viewer.follow(reply.id)
    gate.release()
    await following.until(({ text }) => text === 'before ')
    await proxy.close()
    const leases = () => parley.logs.filter(({ message }) => message === 'leases could not be renewed').length
    // A heartbeat a second, and a lease of three.
    await eventually(() => leases() >= 4, { withinMs: 12_000, what: 'the end of the lease' })
    await proxy.open()
    gate.releaseAll()
    expect(await following.end()).toMatchObject({ status: 'COMPLETED', text: 'before after' })
    expect(following.text).toBe('before after')
    expect(vendor.requests).toHaveLength(1)
  }, 30_000)

  it('gives typed errors over HTTP and the socket meanwhile, stores nothing, and heals by itself', async () => {
    const { conversation, reply } = await viewer.chat('Hello')
    const rows = await parley.countRows()
    const socket = await RawSocket.signedIn(parley.url, viewer.token)
    await proxy.close()

    const historyQuery = `{ history(conversationId: "${conversation.id}") { edges { cursor } } }`
    const answers = await Promise.all([
      viewer.gql(historyQuery),
      viewer.gql('mutation { signInAnonymously { token } }'),
      viewer.trySend('Anybody there?'),
      viewer.gql(`mutation { stopReply(replyId: "${reply.id}") { id } }`),
    ])
    for (const { errors } of answers) {
      expect(errors?.map(({ extensions }) => extensions)).toMatchObject([away])
      expect(errors?.[0]?.extensions.retryAfterMs).toBeGreaterThan(0)
      expect(JSON.stringify(errors)).not.toMatch(/ECONN|127\.0\.0\.1|postgres/i)
    }
    const told = await socket.operate(historyQuery)
    expect(JSON.stringify(told.payload)).toContain('OVERLOADED')
    const [refused] = await viewer.follow(reply.id).refusal()
    expect(refused?.extensions).toMatchObject(away)

    await proxy.open()
    const [edge] = (await viewer.history(conversation.id)).edges
    expect(edge?.node.reply?.id).toBe(reply.id)
    expect(await parley.countRows()).toEqual(rows)
    expect((await socket.operate(historyQuery)).type).toBe('next')
    expect((await viewer.chat('And now?', { conversationId: conversation.id })).reply.status).toBe('COMPLETED')
    expect(parley.logs.filter(({ level }) => level === 'error')).toEqual([])
    socket.close()
  })

  it('takes a message again under its clientMessageId, whatever became of the first try', async () => {
    for (let run = 0; run < 5; run++) {
      const clientMessageId = `again-${run}`
      const first = viewer.trySend('Hello', { clientMessageId })
      await proxy.close()
      await first
      await proxy.open()
      const { message } = await viewer.send('Hello', { clientMessageId })
      const sent = await parley.db.query<unknown[]>('SELECT 1 FROM message WHERE client_message_id = $1', [
        clientMessageId,
      ])
      expect(sent).toHaveLength(1)
      expect(message.clientMessageId).toBe(clientMessageId)
    }
    await eventually(
      async () => (await parley.db.query<unknown[]>('SELECT 1 FROM reply WHERE text IS NULL')).length === 0,
      { withinMs: 12_000, what: 'the end of every reply' },
    )
  }, 30_000)
})
