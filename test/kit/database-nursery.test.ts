import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { DatabaseNursery, cloneTemplate } from './database-nursery.ts'

const { serverUrl } = inject('database')
let client: pg.Client

beforeEach(async () => {
  client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
})
afterEach(() => client.end())

async function exists(name: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
  return rowCount === 1
}

describe('DatabaseNursery', () => {
  it('drops all that its run made, and nothing of another run', async () => {
    const [mine, other] = [new DatabaseNursery(serverUrl), new DatabaseNursery(serverUrl)]
    try {
      for (const nursery of [mine, other]) await nursery.makeTemplate(() => Promise.resolve())
      const clone = await cloneTemplate(mine.access)
      await mine.clear()
      expect(await exists(mine.access.template)).toBe(false)
      expect(await exists(clone)).toBe(false)
      expect(await exists(other.access.template)).toBe(true)
    } finally {
      await other.clear()
    }
  })

  it('clears databases of runs that began more than a day ago', async () => {
    const suffix = randomBytes(3).toString('hex')
    const now = Math.floor(Date.now() / 1000)
    const [old, recent] = [`parley_test_${now - 90_000}_${suffix}`, `parley_test_${now - 80_000}_${suffix}`]
    for (const name of [old, recent]) await client.query(`CREATE DATABASE ${name}`)
    await new DatabaseNursery(serverUrl).clearAbandoned()
    expect(await exists(old)).toBe(false)
    expect(await exists(recent)).toBe(true)
    await client.query(`DROP DATABASE ${recent}`)
  })

  it('leaves no template behind that it could not migrate', async () => {
    const nursery = new DatabaseNursery(serverUrl)
    await expect(nursery.makeTemplate(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await nursery.clear()
    expect(await exists(nursery.access.template)).toBe(false)
  })
})
