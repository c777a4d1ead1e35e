import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDataSource } from '../../src/database/data-source.ts'
import type { ResolvedModel } from '../../src/provider/model-registry.ts'
import type { Completion, Delta } from '../../src/provider/provider.ts'
import { PostgresReplyLog } from '../../src/reply-log/postgres-reply-log.ts'
import type { Lease } from '../../src/reply-log/reply-log.ts'
import { AttemptStore } from '../../src/reply/attempt-store.ts'
import { ReplyStore } from '../../src/reply/reply-store.ts'
import { ReplyWriter } from '../../src/reply/reply-writer.ts'
import { SleepGuard } from '../../src/reply/sleep-guard.ts'
import { ThreadStore } from '../../src/reply/thread-store.ts'
import { WritingPlaces } from '../../src/reply/writing-places.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'
import { openReply, takeOver } from './open-reply.ts'
import { Transcript } from './transcript.ts'

/** A vendor that says what the test says, and is deaf to its signal. */
class Vendor {
  readonly calls: { say: (text: string) => void; finish: () => void }[] = []

  readonly model: ResolvedModel = {
    id: 'deaf/one',
    model: 'one',
    settings: { contextTokens: 8_000 },
    provider: {
      name: 'deaf',
      listModels: () => Promise.resolve([]),
      stream: (_request, onDelta: (delta: Delta) => void) =>
        new Promise<Completion>((resolve) => {
          this.calls.push({
            say: (text) => onDelta({ type: 'text-delta', text }),
            finish: () => resolve({ finishReason: 'stop', usage: { inputTokens: undefined, outputTokens: undefined } }),
          })
        }),
    },
  }

  call(index: number) {
    return eventually(() => this.calls[index], { what: `call ${index}` })
  }
}

let database: TestDatabase
let db: DataSource
let log: PostgresReplyLog
beforeAll(async () => {
  database = await createTestDatabase()
  db = await createDataSource({ url: database.url }).initialize()
  log = new PostgresReplyLog({ database: db.manager, flushEveryMs: 5, pollEveryMs: 10, onError: () => undefined })
})
afterAll(async () => {
  await log.close()
  await db.destroy()
  await database.drop()
})

let vendor: Vendor
let writer: ReplyWriter
beforeEach(() => {
  const quiet = () => undefined
  vendor = new Vendor()
  writer = new ReplyWriter({
    replies: new ReplyStore(db.manager),
    attempts: new AttemptStore(db.manager),
    threads: new ThreadStore(db.manager),
    sleep: new SleepGuard(60_000),
    log,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    instructions: undefined,
  })
})

async function assignment({ replyId }: Lease) {
  const reply = await new ReplyStore(db.manager).find(replyId)
  const place = new WritingPlaces({ atOnce: 9, atOncePerViewer: 9, waiting: 0, waitingPerViewer: 0 }).reserve('viewer')
  return { messageId: reply?.messageId ?? randomUUID(), model: vendor.model, place }
}

describe('a writer that takes over a reply which it lost before', () => {
  it('writes it undisturbed by its earlier self, whatever that still says and whenever it ends', async () => {
    const lease = await openReply(db)
    const about = await assignment(lease)
    writer.start(lease, about)
    const early = await vendor.call(0)
    early.say('stale ')
    const takenOver = await takeOver(db, lease)
    writer.lose(lease)
    writer.start(takenOver, about)
    const late = await vendor.call(1)

    const reader = new Transcript()
    const following = reader.follow(log, lease.replyId)
    late.say('fresh ')
    early.say('never to be seen ')
    early.finish()
    // The earlier run is over once it has put its pen down; nothing tells but that the later one goes on.
    await new Promise((resolve) => setImmediate(resolve))
    expect(writer.leases).toEqual([takenOver])
    late.say('text')
    late.finish()
    await following
    expect(reader).toMatchObject({ text: 'fresh text', ends: 1 })
    expect((await new ReplyStore(db.manager).find(lease.replyId))?.text).toBe('fresh text')
  })

  it('does not begin where a later lease of the same reply is at work already', async () => {
    const lease = await openReply(db)
    const about = await assignment(lease)
    const takenOver = await takeOver(db, lease)
    writer.start(takenOver, about)
    const late = await vendor.call(0)
    late.say('fresh ')
    writer.start(lease, about)
    expect(writer.leases).toEqual([takenOver])
    late.say('text')
    late.finish()
    const reader = new Transcript()
    await reader.follow(log, lease.replyId)
    expect(reader.text).toBe('fresh text')
    expect(vendor.calls).toHaveLength(1)
  })
})

describe('a writer that was drained', () => {
  it('begins nothing any more: what was stored an instant before goes to the next process', async () => {
    const lease = await openReply(db)
    const about = await assignment(lease)
    await writer.drain(0)
    writer.start(lease, about)
    expect(writer.leases).toEqual([])
    expect(vendor.calls).toEqual([])
  })
})
