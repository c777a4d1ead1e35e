import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DataSource } from 'typeorm'
import { createDataSource } from '../../src/database/data-source.ts'
import { beginning } from '../../src/reply-log/cursor.ts'
import { PostgresReplyLog } from '../../src/reply-log/postgres-reply-log.ts'
import { RedisTail } from '../../src/reply-log/redis-tail.ts'
import type { Tail } from '../../src/reply-log/tail.ts'
import { ReplyStore } from '../../src/reply/reply-store.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'
import { provideRedis, redisIsThere, type ProvidedRedis } from '../kit/redis.ts'
import { openReply } from './open-reply.ts'
import { completed } from './reply-log-engines.ts'
import { Transcript } from './transcript.ts'

// eslint-disable-next-line no-restricted-syntax -- Redis is optional for Parley, so it is for who works on it
describe.skipIf(!redisIsThere())('two logs with only Redis between them', () => {
  let database: TestDatabase
  let redis: ProvidedRedis
  let db: DataSource
  let here: PostgresReplyLog
  let elsewhere: PostgresReplyLog
  let reads: number
  let followed: number

  beforeEach(async () => {
    database = await createTestDatabase()
    redis = await provideRedis()
    db = await createDataSource({ url: database.url }).initialize()
    reads = followed = 0
    const nothing = () => undefined
    const open = (onQuery: () => void) => {
      return new PostgresReplyLog({
        database: {
          query: (sql, parameters) => {
            onQuery()
            return db.manager.query(sql, parameters)
          },
        },
        tail: counted(new RedisTail({ url: redis.url, onAway: nothing, onBack: nothing })),
        flushEveryMs: 600_000,
        pollEveryMs: 600_000,
        onError: nothing,
      })
    }
    here = open(nothing)
    elsewhere = open(() => (reads += 1))
    await connected()
  })
  afterEach(async () => {
    await here.close()
    await elsewhere.close()
    await redis.stop()
    await db.destroy()
    await database.drop()
  })

  /** The same tail, with a count of what is followed. */
  function counted(tail: Tail): Tail {
    return {
      publish: (written) => tail.publish(written),
      publishEnd: (written) => tail.publishEnd(written),
      forget: (written) => tail.forget(written),
      follow: (replyId, after, listener) => {
        const leave = tail.follow(replyId, after, listener)
        followed += 1
        return () => {
          followed -= 1
          leave()
        }
      },
      close: () => tail.close(),
    }
  }

  /** What is appended before both are connected is left to Postgres. */
  async function connected(): Promise<void> {
    const lease = await openReply(db)
    const appender = here.open(lease)
    const reader = await elsewhere.read(lease.replyId, beginning)
    const first = reader.next()
    await eventually(() => {
      appender.appendText('.')
      return Promise.race([first.then(() => true), new Promise((resolve) => setImmediate(() => resolve(false)))])
    })
    await reader.return()
    appender.release()
  }

  it('bring the text to a reader elsewhere as it is appended, and the end as soon as the row is settled', async () => {
    const lease = await openReply(db)
    const appender = here.open(lease)
    const reader = new Transcript()
    const over = reader.follow(elsewhere, lease.replyId)
    for (const word of ['Once ', 'upon ', 'a ', 'time']) {
      appender.appendText(word)
      await eventually(() => reader.text.endsWith(word))
    }
    expect(await db.query('SELECT FROM reply_segment WHERE reply_id = $1', [lease.replyId])).toEqual([])
    reads = 0
    await appender.quiesce()
    await new ReplyStore(db.manager).settle(lease, appender.tape, completed)
    appender.end()
    await over
    expect(reader).toMatchObject({ text: 'Once upon a time', ends: 1, resets: 0 })
    expect(reads).toBe(1)
  })

  it('fill from Postgres what Redis does not bring, though it is stored in one piece with what it brought', async () => {
    const lease = await openReply(db)
    const appender = here.open(lease)
    appender.appendText('heard ')
    const reader = new Transcript()
    const over = reader.follow(elsewhere, lease.replyId)
    await eventually(() => reader.text === 'heard ')
    // Longer than what the tail takes: it reaches Postgres alone.
    appender.appendText('x'.repeat(100_000))
    await appender.flush()
    appender.appendText(' and more')
    await eventually(() => reader.text === appender.tape.text)
    await appender.quiesce()
    await new ReplyStore(db.manager).settle(lease, appender.tape, completed)
    appender.end()
    await over
    expect(reader).toMatchObject({ text: appender.tape.text, ends: 1, resets: 0 })
  })

  it('leave nothing to hear once the last reader left', async () => {
    const lease = await openReply(db)
    const appender = here.open(lease)
    const readers = await Promise.all([1, 2].map(() => elsewhere.read(lease.replyId, beginning)))
    appender.appendText('heard')
    for (const reader of readers) expect(await reader.next()).toMatchObject({ value: { text: 'heard' } })
    expect(followed).toBe(1)
    for (const reader of readers) await reader.return()
    expect(followed).toBe(0)
    reads = 0
    appender.appendText(' by nobody')
    const late = new Transcript()
    const over = late.follow(elsewhere, lease.replyId)
    await eventually(() => late.text === 'heard by nobody')
    expect(reads).toBe(1)
    await appender.quiesce()
    await new ReplyStore(db.manager).settle(lease, appender.tape, completed)
    appender.end()
    await over
    expect(followed).toBe(0)
  })
})
