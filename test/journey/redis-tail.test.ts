import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChatClient } from '../kit/client.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'
import { startFakeVendor, type FakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import type { Following } from '../kit/following.ts'
import { spawnParley, startParley, vendorEnvironment, type StartedParley } from '../kit/parley.ts'
import { redisIsInstalled, startRedis, type RedisServer } from '../kit/redis.ts'

let database: TestDatabase
let vendor: FakeVendor
let redis: RedisServer
let here: StartedParley
let there: StartedParley
let viewer: ChatClient
let elsewhere: ChatClient

const words = Array.from({ length: 120 }, (_, index) => `word${index} 🙂 `)
const linesAbout = ({ logs }: StartedParley) => logs.filter(({ message }) => message.startsWith('Redis'))

async function startBoth(env: Record<string, string> = {}): Promise<void> {
  const start = () => startParley({ databaseUrl: database.url, vendor, env: { REDIS_URL: redis.url, ...env } })
  ;[here, there] = await Promise.all([start(), start()])
  viewer = await here.signIn()
  elsewhere = viewer.at(there.url)
  await eventually(async () => countTails(await redis.command('CLIENT', 'LIST')) === 4, { withinMs: 15_000 })
}

async function closeBoth(): Promise<void> {
  await elsewhere.close()
  await Promise.all([here.close(), there.close()])
}

/** Nothing of any reply can be stored while `during` runs; what is stored can be read. */
async function whileNothingIsStored(during: () => Promise<unknown>): Promise<void> {
  const lock = here.db.createQueryRunner()
  await lock.startTransaction()
  try {
    await lock.query('LOCK TABLE reply_segment IN SHARE MODE')
    await during()
  } finally {
    await lock.rollbackTransaction()
    await lock.release()
  }
}

/** The statements of a process that died are carried out all the same, once nothing holds them up. */
async function loseWhatWaitsToBeStored(): Promise<void> {
  await here.db.query(`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%INTO reply_segment%'`)
}

/** One reply that is written here and read elsewhere, of which nothing can be stored; whether its text arrives. */
async function arrivesFromRedis(withinMs: number): Promise<boolean> {
  let arrived = true
  const gate = vendor.script({ chunks: ['sooner ', 'than stored'], gated: true })
  const { reply } = await viewer.send('Quick')
  const far = elsewhere.follow(reply.id)
  await whileNothingIsStored(async () => {
    gate.release(1)
    await far.until(({ text }) => text === 'sooner ', withinMs).catch(() => (arrived = false))
  })
  gate.releaseAll()
  expect((await far.end()).text).toBe('sooner than stored')
  expect(far.text).toBe('sooner than stored')
  return arrived
}

// eslint-disable-next-line no-restricted-syntax -- Redis is optional for Parley, so it is for who works on it
describe.skipIf(!redisIsInstalled())('with Redis, a reply that another process writes', () => {
  beforeAll(async () => {
    database = await createTestDatabase()
    vendor = await startFakeVendor()
  })
  beforeEach(async () => {
    vendor.reset()
    redis = await startRedis()
    await startBoth()
  })
  afterEach(async () => {
    await closeBoth()
    await redis.stop()
  })
  afterAll(async () => {
    await vendor.stop()
    await database.drop()
  })

  it('reaches a reader here before anything of it is stored', async () => {
    expect(await arrivesFromRedis(15_000)).toBe(true)
    expect(linesAbout(here)).toEqual([])
  })

  it('brings its first delta here soon after the model wrote it', async () => {
    const took: number[] = []
    for (let run = 0; run < 30; run++) {
      const gate = vendor.script({ chunks: ['Hello', ' there'], gated: true })
      const { reply } = await viewer.send(`Run ${run}`)
      const request = await vendor.nextRequest()
      const far = elsewhere.follow(reply.id)
      // A reader that is there before the model says a word; its own statement is over.
      await eventually(() => there.statements.some(({ parameters }) => JSON.stringify(parameters).includes(reply.id)))
      gate.release()
      await far.until(({ text }) => text === 'Hello')
      took.push((far.events[0]?.at ?? Infinity) - (request.sentAt[0] ?? 0))
      gate.releaseAll()
      await far.end()
    }
    took.sort((one, two) => one - two)
    const median = took[15] as number
    process.stdout.write(
      `first delta at another process: median ${median.toFixed(1)} ms, slowest ${took.at(-1)?.toFixed(1)} ms of 30 runs\n`,
    )
    expect(median).toBeLessThan(500)
  })

  it.each([
    ['dies', () => redis.kill()],
    ['loses everything', () => redis.flush()],
    ['stands still', async () => redis.stall()],
    ['dies and comes back', () => redis.restart()],
  ])('ends whole and in order where Redis %s in the middle of it', async (_, strike) => {
    const gate = vendor.script({ chunks: words, gated: true })
    const { reply } = await viewer.send('Many words please')
    const [near, far] = [viewer.follow(reply.id), elsewhere.follow(reply.id)]
    gate.release(40)
    await far.until(({ text }) => text === words.slice(0, 40).join(''))
    await strike()
    gate.release(40)
    await far.until(({ text }) => text === words.slice(0, 80).join(''))
    gate.releaseAll()
    const [ended] = await Promise.all([far.end(), near.end()])
    expect(far.text).toBe(words.join(''))
    expect(near.text).toBe(far.text)
    expect(ended).toMatchObject({ status: 'COMPLETED', text: far.text })
    expect(resetsOf(far)).toBe(0)
  })

  it('takes the way through Redis again once it is back, and tells the log of each once', async () => {
    await redis.kill()
    await eventually(() => linesAbout(here).length === 1 && linesAbout(there).length === 1, { withinMs: 15_000 })
    vendor.script({ chunks: ['without'] })
    expect((await elsewhere.chat('Go on')).reply.text).toBe('without')
    await redis.restart()
    await eventually(() => linesAbout(here).length === 2 && linesAbout(there).length === 2, { withinMs: 15_000 })
    expect(await arrivesFromRedis(15_000)).toBe(true)
    expect(linesAbout(there).map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'Redis is away; replies come through the database meanwhile'],
      ['info', 'Redis is back'],
    ])
  }, 60_000)

  it('is answered by a process that started while Redis was away, and comes through Redis later', async () => {
    await redis.kill()
    const late = await startParley({ databaseUrl: database.url, vendor, env: { REDIS_URL: redis.url } })
    const writer = viewer.at(late.url)
    vendor.script({ chunks: ['all ', 'the ', 'same'] })
    const { reply } = await writer.send('Go on')
    expect(await elsewhere.follow(reply.id).end()).toMatchObject({ status: 'COMPLETED', text: 'all the same' })
    await eventually(() => linesAbout(late).length === 1)
    await redis.restart()
    await eventually(() => linesAbout(late).length === 2 && linesAbout(here).length === 2, { withinMs: 15_000 })
    elsewhere = viewer.at(late.url)
    expect(await arrivesFromRedis(15_000)).toBe(true)
    await elsewhere.close()
    await late.close()
  }, 60_000)

  it('leaves keys behind that expire within a minute', async () => {
    vendor.script({ chunks: words, paceMs: 2 })
    const { reply } = await viewer.send('Many words please')
    await elsewhere.follow(reply.id).end()
    const stream = await eventually(async () =>
      ((await redis.command('KEYS', '*')) as string[]).find((key) => key.endsWith(reply.id)),
    )
    await eventually(async () => ((await redis.command('TTL', stream)) as number) <= 60)
    for (const key of (await redis.command('KEYS', '*')) as string[]) {
      expect(await redis.command('TTL', key), key).toBeGreaterThan(0)
    }
  })

  it.each(['continue', 'reset', 'none'])(
    'is set right for a reader who saw what was never stored, where its writer dies (recovery by %s)',
    async (means) => {
      await closeBoth()
      await startBoth({ PARLEY_RECOVERY: means })
      const dying = await spawnParley({
        env: { ...vendorEnvironment(vendor), DATABASE_URL: database.url, REDIS_URL: redis.url },
      })
      const writer = viewer.at(dying.url)
      const chunks = ['stored ', 'and not']
      const gate = vendor.script({ chunks, gated: true, finishReason: null, done: false, end: 'stall' })
      const { reply } = await writer.send('Go on')
      const far = elsewhere.follow(reply.id)
      gate.release(1)
      await eventually(
        async () => (await here.db.query<[]>('SELECT FROM reply_segment WHERE reply_id = $1', [reply.id])).length,
        { withinMs: 15_000 },
      )
      await whileNothingIsStored(async () => {
        gate.release(1)
        await far.until(({ text }) => text === 'stored and not')
        await dying.kill('SIGKILL')
        await loseWhatWaitsToBeStored()
      })
      vendor.script({ chunks: ['and on'] })
      const ended = await far.end(30_000)
      expect(far.text).toBe(ended.text)
      expect(far.text).toBe({ continue: 'stored and on', reset: 'and on', none: 'stored ' }[means])
      expect(resetsOf(far)).toBe(1)
      await writer.close()
    },
    60_000,
  )
})

const countTails = (list: unknown): number => String(list).split('name=parley-tail').length - 1
const resetsOf = ({ events }: Following): number =>
  events.filter(({ __typename }) => __typename === 'ReplyReset').length
