import type { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataSource } from '../../src/database/data-source.ts'
import { PostgresReplyLog } from '../../src/reply-log/postgres-reply-log.ts'
import type { Database } from '../../src/reply-log/postgres-segments.ts'
import { ReplyStore } from '../../src/reply/reply-store.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { openReply } from './open-reply.ts'
import { completed } from './reply-log-engines.ts'
import { Transcript } from './transcript.ts'

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

/** A connection that breaks after the statement was carried out and before its answer came, while `broken` is set. */
class LosesAnswers implements Database {
  broken = false

  async query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    const rows = await db.manager.query<Row[]>(sql, parameters)
    if (this.broken && sql.includes('INSERT INTO reply_segment')) throw new Error('Connection terminated unexpectedly')
    return rows
  }
}

describe('a flush whose answer was lost', () => {
  it('L1: is repeated without harm: every reply goes on being stored, and readers elsewhere miss and double nothing', async () => {
    const connection = new LosesAnswers()
    const errors: unknown[] = []
    // Flushed and looked at by hand alone.
    const never = { flushEveryMs: 60_000, pollEveryMs: 20 }
    const here = new PostgresReplyLog({ ...never, database: connection, onError: (error) => errors.push(error) })
    const elsewhere = new PostgresReplyLog({ ...never, database: db.manager, onError: (error) => errors.push(error) })
    const [first, second] = [await openReply(db), await openReply(db)]
    const [pen, other] = [here.open(first), here.open(second)]

    connection.broken = true
    pen.appendText('stored ')
    expect(await pen.flush()).toBe(false)
    const reader = new Transcript()
    await reader.follow(elsewhere, first.replyId, () => reader.text === 'stored ')

    connection.broken = false
    pen.appendText('and more ')
    other.appendText('another')
    expect(await pen.flush()).toBe(true)
    await reader.follow(elsewhere, first.replyId, () => reader.text === 'stored and more ')
    const snapshots = await elsewhere.snapshots([first.replyId, second.replyId])
    expect(snapshots.get(first.replyId)?.text).toBe('stored and more ')
    expect(snapshots.get(second.replyId)?.text).toBe('another')

    for (const [lease, appender] of [
      [first, pen],
      [second, other],
    ] as const) {
      await appender.quiesce()
      expect(await new ReplyStore(db.manager).settle(lease, appender.tape, completed)).toBe(true)
      appender.end()
    }
    await reader.follow(elsewhere, first.replyId)
    expect(reader).toMatchObject({ text: 'stored and more ', ends: 1, resets: 0 })
    expect(errors).toHaveLength(1)
    await Promise.all([here.close(), elsewhere.close()])
  })
})
