import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { launchParley } from '../kit/parley.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

function elsewhere(change: (url: URL) => void): string {
  const url = new URL(database.url)
  change(url)
  return url.href
}

it.each([
  ['a database that does not exist', (url: URL) => (url.pathname = '/no_such_database'), 'no_such_database'],
  ['a role that does not exist', (url: URL) => (url.username = 'no_such_role'), 'no_such_role'],
])('ends at once with one line where DATABASE_URL names %s', async (_case, change, named) => {
  const url = elsewhere((address) => {
    address.password = 'planted-password'
    change(address)
  })
  const parley = await launchParley({ env: { DATABASE_URL: url, PARLEY_DETECT: 'off' } })
  expect(await parley.exited).toEqual({ code: 1, signal: null })
  expect(parley.output()).toMatch(/^DATABASE_URL: .*\n$/)
  expect(parley.output()).toContain(named)
  expect(parley.output()).not.toContain('planted-password')
})
