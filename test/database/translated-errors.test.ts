import type { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataSource } from '../../src/database/data-source.ts'
import { translateDatabaseError } from '../../src/database/translate-error.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'

let database: TestDatabase
let db: DataSource
beforeAll(async () => {
  database = await createTestDatabase()
  db = await createDataSource({ url: database.url, poolSize: 1 }).initialize()
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

async function failureOf(sql: string): Promise<unknown> {
  return db.query(sql).then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('the error of a database', () => {
  it('that took too long over a statement is OVERLOADED, and worth another try', async () => {
    await db.query('SET statement_timeout = 20')
    const error = await failureOf('SELECT pg_sleep(5)')
    await db.query('RESET statement_timeout')
    expect(translateDatabaseError(error)).toMatchObject({ code: 'OVERLOADED', retryable: true })
  })

  it.each(['40P01', '40001', '55P03', '57P01', '53300', '08006'])('with the state %s is OVERLOADED', async (state) => {
    const error = await failureOf(`DO $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '${state}'; END $$`)
    expect(translateDatabaseError(error)).toMatchObject({ code: 'OVERLOADED' })
  })

  it('whose connection breaks between two statements of a transaction is OVERLOADED', async () => {
    const other = await createDataSource({ url: database.url, poolSize: 1 }).initialize()
    const error = await db
      .transaction(async (tx) => {
        const [row] = await tx.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid')
        await other.query('SELECT pg_terminate_backend($1)', [row!.pid])
        // Known to TypeORM once the connection has told its end.
        await eventually(() => tx.queryRunner?.isReleased)
      })
      .catch((thrown: unknown) => thrown)
    await other.destroy()
    expect(translateDatabaseError(error)).toMatchObject({ code: 'OVERLOADED', retryable: true })
  })

  it('that is a bug of ours is none of these', async () => {
    expect(await failureOf('SELECT no_such_column')).toBeInstanceOf(Error)
    expect(translateDatabaseError(await failureOf('SELECT no_such_column'))).toBeUndefined()
    expect(translateDatabaseError(await failureOf(`SELECT 'x'::int`))).toBeUndefined()
  })
})
