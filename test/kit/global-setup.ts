import type { TestProject } from 'vitest/node'
import { migrateDatabase } from '../../src/database/migrate.ts'
import { DatabaseNursery } from './database-nursery.ts'
import { providePostgres } from './postgres-server.ts'

/** Runs once before all test files: a Postgres server, and on it a migrated template that `createTestDatabase` clones. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await providePostgres()
  const nursery = new DatabaseNursery(server.url)
  const tearDown = async (): Promise<void> => {
    await nursery.clear()
    await server.stop()
  }

  try {
    await nursery.clearAbandoned()
    await nursery.makeTemplate(migrateDatabase)
  } catch (error) {
    await tearDown()
    throw error
  }
  project.provide('database', nursery.access)
  return tearDown
}
