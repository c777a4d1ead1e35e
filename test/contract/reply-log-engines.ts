import type { DataSource } from 'typeorm'
import { createDataSource } from '../../src/database/data-source.ts'
import { PostgresReplyLog } from '../../src/reply-log/postgres-reply-log.ts'
import { RedisTail } from '../../src/reply-log/redis-tail.ts'
import type { Lease, ReplyAppender, ReplyLog } from '../../src/reply-log/reply-log.ts'
import { ReplyStore, type Outcome } from '../../src/reply/reply-store.ts'
import { createTestDatabase } from '../kit/database.ts'
import { provideRedis, redisIsInstalled, redisIsThere, startRedis, type ProvidedRedis } from '../kit/redis.ts'

export const completed: Outcome = { status: 'completed', finishReason: 'stop' }

/** Two processes' logs on one database. */
export interface Harness {
  db: DataSource
  here: ReplyLog
  elsewhere: ReplyLog
  /** Ends a reply as its writer does. */
  settle: (appender: ReplyAppender, lease: Lease, outcome?: Outcome) => Promise<boolean>
  /** The text that history shows. */
  history: (replyId: string) => Promise<string | null | undefined>
  close: () => Promise<void>
}

type MakeLog = (db: DataSource, onError: (error: unknown) => void) => ReplyLog

/** Every engine that the contract holds for. */
export const engines: Record<string, () => Promise<Harness>> = {
  postgres: () =>
    createHarness(
      (db, onError) => new PostgresReplyLog({ database: db.manager, flushEveryMs: 5, pollEveryMs: 10, onError }),
    ),
  ...(redisIsThere() && { redis: async () => createRedisHarness(await provideRedis()) }),
  ...(redisIsInstalled() && { 'redis that forgets': async () => createRedisHarness(await startForgetfulRedis()) }),
}

/** Loses all that it has every other moment. */
async function startForgetfulRedis(): Promise<ProvidedRedis> {
  const redis = await startRedis()
  const losing = setInterval(() => void redis.flush().catch(() => undefined), 2)
  return {
    url: redis.url,
    stop: () => {
      clearInterval(losing)
      return redis.stop()
    },
  }
}

async function createRedisHarness(redis: ProvidedRedis): Promise<Harness> {
  const nothing = () => undefined
  // Flushed and looked at so seldom that a reader mostly has the text from Redis first.
  const harness = await createHarness((db, onError) => {
    const tail = new RedisTail({ url: redis.url, onAway: nothing, onBack: nothing })
    return new PostgresReplyLog({ database: db.manager, tail, flushEveryMs: 40, pollEveryMs: 40, onError })
  })
  return {
    ...harness,
    close: async () => {
      await harness.close()
      await redis.stop()
    },
  }
}

async function createHarness(makeLog: MakeLog): Promise<Harness> {
  const database = await createTestDatabase()
  const db = await createDataSource({ url: database.url }).initialize()
  const errors: unknown[] = []
  const [here, elsewhere] = [makeLog(db, (error) => errors.push(error)), makeLog(db, (error) => errors.push(error))]
  const replies = new ReplyStore(db.manager)
  return {
    db,
    here,
    elsewhere,
    settle: async (appender, lease, outcome = completed) => {
      await appender.quiesce()
      const settled = await replies.settle(lease, appender.tape, outcome)
      if (settled) appender.end()
      else appender.release()
      return settled
    },
    history: async (replyId) => (await replies.find(replyId))?.text,
    close: async () => {
      await here.close()
      await elsewhere.close()
      await db.destroy()
      await database.drop()
      if (errors.length > 0) throw new AggregateError(errors, 'a log could not reach its database')
    },
  }
}
