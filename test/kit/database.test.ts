import pg from 'pg'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from './database.ts'

const made: TestDatabase[] = []
afterEach(async () => {
  for (const database of made.splice(0)) await database.drop()
})

async function create(): Promise<TestDatabase> {
  const database = await createTestDatabase()
  made.push(database)
  return database
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  // The server ends this connection where a test drops the database under it.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

describe('createTestDatabase', () => {
  it('gives databases that do not see each other', async () => {
    const [one, other] = [await create(), await create()]
    await query(one.url, 'CREATE TABLE mine (id integer)')
    await expect(query(other.url, 'SELECT * FROM mine')).rejects.toMatchObject({ code: '42P01' })
  })

  it('makes many at the same time', async () => {
    const databases = await Promise.all(Array.from({ length: 6 }, create))
    expect(new Set(databases.map(({ url }) => url)).size).toBe(6)
  })

  it('drops a database that somebody is still connected to', async () => {
    const database = await create()
    const client = new pg.Client({ connectionString: database.url })
    client.on('error', () => undefined)
    await client.connect()
    await database.drop()
    await expect(query(database.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
  })

  it('starts from the migrated schema', async () => {
    const { url } = await create()
    expect(await query(url, `SELECT to_regclass('reply')::text AS reply`)).toEqual([{ reply: 'reply' }])
  })

  it('keeps everybody away from the template', async () => {
    const { serverUrl, template } = inject('database')
    const url = new URL(serverUrl)
    url.pathname = `/${template}`
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '55000' })
  })
})
