import type { DataSource } from 'typeorm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDataSource } from '../../src/database/data-source.ts'
import { writeSegments } from '../../src/reply-log/postgres-segments.ts'
import type { Lease } from '../../src/reply-log/reply-log.ts'
import { LeaseStore } from '../../src/reply/lease-store.ts'
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

it('lets heartbeats and flushes of the same replies run side by side without a deadlock, in whatever order they are named', async () => {
  const leases: Lease[] = []
  for (let count = 0; count < 150; count++) leases.push(await openReply(db))
  const reversed = [...leases].reverse()
  const heartbeats = new LeaseStore(db.manager)
  let flushing = true

  const flush = async () => {
    for (let position = 0; position < 120; position++) {
      const segments = leases.map((lease) => ({ lease, epoch: 0, position, text: 'x', marks: [], place: null }))
      expect((await writeSegments(db.manager, segments)).size).toBe(leases.length)
    }
  }
  const renew = async () => {
    while (flushing) expect((await heartbeats.renew(reversed)).held.size).toBe(leases.length)
  }
  const results = await Promise.allSettled([flush().finally(() => (flushing = false)), renew()])
  expect(results.filter(({ status }) => status === 'rejected')).toEqual([])
})
