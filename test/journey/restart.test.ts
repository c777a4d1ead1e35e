import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ChatClient, replyStream, type Sent } from '../kit/client.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { eventually, inTime } from '../kit/eventually.ts'
import { startFakeVendor, type FakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import { spawnParley, vendorEnvironment, type SpawnedParley } from '../kit/parley.ts'
import { RawSocket } from '../kit/raw-socket.ts'

let database: TestDatabase
let vendor: FakeVendor
const running: SpawnedParley[] = []
beforeAll(async () => {
  vendor = await startFakeVendor()
})
beforeEach(async () => {
  vendor.reset()
  database = await createTestDatabase()
})
afterEach(async () => {
  for (const parley of running.splice(0)) await parley.kill('SIGKILL')
  await database.drop()
})
afterAll(() => vendor.stop())

const options = (env: Record<string, string> = {}) => ({
  env: { ...vendorEnvironment(vendor), DATABASE_URL: database.url, ...env },
})

async function spawned(env: Record<string, string> = {}): Promise<SpawnedParley> {
  const parley = await spawnParley(options(env))
  running.push(parley)
  return parley
}

// Starting a process is most of it, and takes as long as the machine is busy.
const patient = 60_000

const half = ['The first ', 'half of ']
const cut = { finishReason: null, done: false, end: 'stall' } as const

describe('after kill -9 in the middle of a reply', () => {
  it(
    'the next start ends it once, and a subscriber that comes back has exactly the text of history',
    async () => {
      const begunAnew = { PARLEY_RECOVERY: 'reset' }
      const first = await spawned(begunAnew)
      const viewer = await ChatClient.signIn(first.url)
      vendor.script({ chunks: half, ...cut })
      const { conversation, reply } = await viewer.send('Write something')
      const before = viewer.follow(reply.id)
      await before.until(({ text }) => text === half.join(''))
      await first.kill('SIGKILL')
      await before.until(({ outcome }) => outcome !== undefined)

      vendor.script({ chunks: ['Something ', 'else 👋 ', 'altogether'], paceMs: 20 })
      const second = await spawned(begunAnew)
      const startedAt = performance.now()
      const again = viewer.at(second.url)
      const after = again.follow(reply.id, before.cursor)
      const ended = await after.end()
      expect(performance.now() - startedAt).toBeLessThan(8_000)

      expect(after.events[0]).toMatchObject({ __typename: 'ReplyReset', reason: 'RECOVERY' })
      expect(after.events.filter(({ __typename }) => __typename === 'ReplyReset')).toHaveLength(1)
      expect(after.text).toBe('Something else 👋 altogether')
      expect(ended).toMatchObject({ status: 'COMPLETED', text: after.text })
      expect((await again.history(conversation.id)).edges[0]?.node.reply).toEqual(ended)
      // Whoever has no cursor, or one from before the kill, now finds the same.
      for (const cursor of [undefined, before.cursor, before.events[0]?.cursor]) {
        const late = again.follow(reply.id, cursor)
        expect(await late.end()).toEqual(ended)
        expect(late.text).toBe(ended.text)
      }
      expect(vendor.requests).toHaveLength(2)
      await again.close()
    },
    patient,
  )

  it(
    'a stop that was asked for meanwhile is obeyed, and nothing comes back',
    async () => {
      const [first, second] = await Promise.all([spawned(), spawned()])
      const viewer = await ChatClient.signIn(first.url)
      vendor.script({ chunks: half, ...cut })
      const { reply } = await viewer.send('Write something')
      const far = viewer.at(second.url)
      const following = far.follow(reply.id)
      await following.until(({ text }) => text === half.join(''))
      await first.kill('SIGKILL')
      const stopped = await far.stop(reply.id)
      expect(stopped).toMatchObject({ status: 'STOPPED', text: half.join('') })
      expect(await following.end()).toEqual(stopped)
      expect(vendor.requests).toHaveLength(1)
      await far.close()
    },
    patient,
  )
})

it(
  'loses no acknowledged message in 10 kills at random moments, and leaves no reply open',
  async () => {
    vendor.defaults.paceMs = 4
    let parley = await spawned()
    const viewer = await ChatClient.signIn(parley.url)
    const sent: { text: string; clientMessageId: string; answers: Sent[] }[] = []

    let going = true
    const sender = async (): Promise<void> => {
      while (going) {
        const message = { text: `Message ${sent.length}`, clientMessageId: randomUUID(), answers: [] as Sent[] }
        sent.push(message)
        // As a client does that hears nothing: the same message again, until it is acknowledged.
        while (message.answers.length === 0) {
          const { text, clientMessageId } = message
          const answer = await viewer
            .at(parley.url)
            .send(text, { clientMessageId })
            .catch(() => undefined)
          if (answer) message.answers.push(answer)
          // A person pauses between messages; a machine that is busy sending starts nothing.
          await delay(100)
        }
      }
    }
    const senders = [sender(), sender(), sender()]
    for (let kill = 0; kill < 10; kill++) {
      const next = await spawned()
      await delay(Math.random() * 60)
      const killed = parley.kill('SIGKILL')
      parley = next
      await killed
    }
    going = false
    await Promise.all(senders)

    expect(sent.length).toBeGreaterThan(20)
    const survivor = viewer.at(parley.url)
    for (const { text, clientMessageId, answers } of sent) answers.push(await survivor.send(text, { clientMessageId }))
    for (const { answers } of sent)
      expect(new Set(answers.map(({ message, reply }) => message.id + reply.id)).size).toBe(1)
    const counted = await eventually(
      async () => {
        const [row] = await ask(`SELECT (SELECT count(*)::int FROM message) AS messages, count(*)::int AS replies,
        count(*) FILTER (WHERE text IS NULL)::int AS open FROM reply`)
        return row?.['open'] === 0 && row
      },
      { withinMs: 15_000, what: 'the end of every reply' },
    )
    expect(counted).toEqual({ messages: sent.length, replies: sent.length, open: 0 })
    for (const { answers, text } of sent.slice(-20)) {
      const reply = await survivor.reply(answers[0]!.reply.id)
      if (reply?.status === 'COMPLETED') expect(reply.text).toContain(text)
      else expect(reply).toMatchObject({ status: 'FAILED', error: { code: 'REPLY_INTERRUPTED', retryable: true } })
    }
    await survivor.close()
  },
  4 * patient,
)

it(
  'on SIGTERM lets short replies finish, hands long ones over, closes sockets with 1001 and exits with 0',
  async () => {
    const first = await spawned()
    const viewer = await ChatClient.signIn(first.url)
    const gate = vendor.script({ chunks: ['short'], gated: true })
    const short = await viewer.send('Short')
    await vendor.nextRequest()
    vendor.script({ chunks: half, ...cut })
    const long = await viewer.send('Long')
    const request = await vendor.nextRequest()
    const [shortEnd, longText] = [viewer.follow(short.reply.id), viewer.follow(long.reply.id)]
    await longText.until(({ text }) => text === half.join(''))
    const raw = await RawSocket.signedIn(first.url, viewer.token)
    raw.say({ id: 'r', type: 'subscribe', payload: { query: replyStream, variables: { replyId: long.reply.id } } })
    await raw.next(({ id }) => id === 'r')

    const startedAt = performance.now()
    const exit = first.kill('SIGTERM')
    await eventually(() => first.output().includes('stopping'))
    // As from a terminal and npm both: a second signal does not cut the drain short.
    process.kill(first.pid, 'SIGTERM')
    process.kill(first.pid, 'SIGINT')
    const refused = await viewer.trySend('Too late')
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'OVERLOADED', retryable: true })
    gate.releaseAll()
    expect(await shortEnd.end()).toMatchObject({ status: 'COMPLETED', text: 'short' })
    expect((await inTime(raw.closed, 10_000, 'the closed socket')).code).toBe(1001)
    expect(await exit).toEqual({ code: 0, signal: null })
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect((await inTime(request.closed, 1_000, 'the end of the request')).byClient).toBe(true)
    expect(first.output()).not.toMatch(/"level":(50|60)|Error/)

    vendor.script({ chunks: ['and the rest'] })
    const second = await spawned()
    const again = viewer.at(second.url)
    const following = again.follow(long.reply.id, longText.cursor)
    expect(await following.end(8_000)).toMatchObject({
      status: 'COMPLETED',
      text: `${half.join('')}and the rest`,
    })
    // What was shown before the end of the first process was stored: nothing is shown twice.
    expect(following.text).toBe('and the rest')
    expect((await again.reply(short.reply.id))?.text).toBe('short')
    await again.close()
  },
  patient,
)

async function ask(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
