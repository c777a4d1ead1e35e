import type { DataSource } from 'typeorm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDataSource } from '../../src/database/data-source.ts'
import { EpochTape } from '../../src/reply-log/epoch-tape.ts'
import { ReplyStore } from '../../src/reply/reply-store.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { openReply } from './open-reply.ts'

let database: TestDatabase
let db: DataSource
beforeAll(async () => {
  database = await createTestDatabase()
  db = await createDataSource({ url: database.url }).initialize()
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

it.each([3_000_000_000, 1.5, -1, Number.NaN])(
  'settles a reply whose vendor counted %d tokens, without the count',
  async (count) => {
    const lease = await openReply(db)
    const replies = new ReplyStore(db.manager)
    const outcome = { status: 'completed', finishReason: 'stop', inputTokens: count, outputTokens: 7 } as const
    expect(await replies.settle(lease, EpochTape.of(0, 'text', []), outcome)).toBe(true)
    expect(await replies.find(lease.replyId)).toMatchObject({ inputTokens: null, outputTokens: 7, text: 'text' })
  },
)
