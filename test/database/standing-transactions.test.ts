import type { DataSource } from 'typeorm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDataSource } from '../../src/database/data-source.ts'
import { translateDatabaseError } from '../../src/database/translate-error.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'

let database: TestDatabase
let db: DataSource
beforeAll(async () => {
  database = await createTestDatabase()
  db = await createDataSource({ url: database.url }).initialize()
  await db.query('CREATE TABLE thing (id int PRIMARY KEY); INSERT INTO thing VALUES (1)')
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

it('a transaction that its process leaves standing lets go of its rows before a lease runs out', async () => {
  let begun = () => {}
  const hasBegun = new Promise<void>((resolve) => (begun = resolve))
  let woken = () => {}
  const sleep = new Promise<void>((resolve) => (woken = resolve))
  const standing = db
    .transaction(async (tx) => {
      await tx.query('UPDATE thing SET id = id')
      begun()
      await sleep
      await tx.query('SELECT 1')
    })
    .catch((error: unknown) => error)
  await hasBegun
  const startedAt = performance.now()
  await db.query('UPDATE thing SET id = id')
  expect(performance.now() - startedAt).toBeLessThan(3_000)
  // Whoever wakes up is told, in a way that says: try again.
  woken()
  expect(translateDatabaseError(await standing)).toMatchObject({ code: 'OVERLOADED', retryable: true })
})
