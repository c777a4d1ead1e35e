import type { DataSource } from 'typeorm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDataSource } from '../../src/database/data-source.ts'
import { beginning } from '../../src/reply-log/cursor.ts'
import { PostgresReplyLog } from '../../src/reply-log/postgres-reply-log.ts'
import type { Database } from '../../src/reply-log/postgres-segments.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'
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

type Fate = 'well' | 'answer lost' | 'refused'

/** Two processes' logs on one database; the first one's flushes fare as is said. */
function makeLogs() {
  const way: { fate: Fate } = { fate: 'well' }
  const unsteady: Database = {
    async query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
      const flush = sql.includes('INSERT INTO reply_segment')
      if (flush && way.fate === 'refused') throw new Error('connect ECONNREFUSED')
      const rows = await db.manager.query<Row[]>(sql, parameters)
      if (flush && way.fate === 'answer lost') throw new Error('Connection terminated unexpectedly')
      return rows
    },
  }
  const options = { flushEveryMs: 60_000, pollEveryMs: 20, onError: () => undefined }
  const here = new PostgresReplyLog({ ...options, database: unsteady })
  const elsewhere = new PostgresReplyLog({ ...options, database: db.manager })
  return { way, here, elsewhere, close: () => Promise.all([here.close(), elsewhere.close()]) }
}

it('lets a reader elsewhere go on after a flush whose answer was lost and one that was refused', async () => {
  const { way, here, elsewhere, close } = makeLogs()
  const lease = await openReply(db)
  const pen = here.open(lease)
  const flush = async (text: string, fate: Fate) => {
    way.fate = fate
    pen.appendText(text)
    await pen.flush()
  }
  await flush('one ', 'answer lost')
  const leaving = new AbortController()
  let text = ''
  const reading = (async () => {
    for await (const event of await elsewhere.read(lease.replyId, beginning, leaving.signal)) {
      if (event.type === 'text-delta') text += event.text
    }
  })()
  await eventually(() => text === 'one ')
  await flush('two ', 'refused')
  await flush('three ', 'well')
  await flush('four', 'well')
  await eventually(() => text === 'one two three four')
  leaving.abort()
  await reading
  await close()
})

it('keeps nothing twice after two flushes whose answers were lost', async () => {
  const { way, here, elsewhere, close } = makeLogs()
  const lease = await openReply(db)
  const pen = here.open(lease)
  way.fate = 'answer lost'
  pen.appendText('one ')
  expect(await pen.flush()).toBe(false)
  pen.appendText('two ')
  expect(await pen.flush()).toBe(false)
  way.fate = 'well'
  pen.appendText('three')
  expect(await pen.flush()).toBe(true)
  expect((await elsewhere.kept(lease.replyId))?.tape.text).toBe('one two three')
  await close()
})
