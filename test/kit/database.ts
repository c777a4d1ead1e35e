import { inject } from 'vitest'
import { cloneTemplate, databaseUrl, dropDatabase, type NurseryAccess } from './database-nursery.ts'

declare module 'vitest' {
  interface ProvidedContext {
    database: NurseryAccess
  }
}

/** A migrated database that nobody else uses. */
export interface TestDatabase {
  url: string
  /** Drops it, whoever is still connected. What is not dropped goes at the end of the run. */
  drop(): Promise<void>
}

/** Makes a database from the template of this run; take one for each test file, or for each test where rows would meet. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const access = inject('database')
  const name = await cloneTemplate(access)
  return { url: databaseUrl(access.serverUrl, name), drop: () => dropDatabase(access.serverUrl, name) }
}
