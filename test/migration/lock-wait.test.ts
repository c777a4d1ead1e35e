import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { DataSource } from 'typeorm'
import { expect, it } from 'vitest'
import { createDataSource } from '../../src/database/data-source.ts'
import { migrate } from '../../src/database/migrate.ts'
import { createTestDatabase } from '../kit/database.ts'

const statementMs = 300

it('waits for another process that migrates, for longer than a statement may take', async () => {
  const database = await createTestDatabase()
  const other = new Client(database.url)
  await other.connect()
  await other.query('SELECT pg_advisory_lock(4207218)')

  // The same with less patience, so that the test needs less too.
  const extra = { statement_timeout: statementMs, query_timeout: statementMs + 100 }
  const db = await new DataSource({ ...createDataSource({ url: database.url }).options, extra }).initialize()
  let done = false
  const migrating = migrate(db).then(
    (names) => {
      done = true
      return names
    },
    (error: unknown) => error,
  )
  await delay(4 * statementMs)
  expect(done).toBe(false)
  await other.end()
  expect(await migrating).toEqual([])
  await db.destroy()
  await database.drop()
})
