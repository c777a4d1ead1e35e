import { setTimeout as wait } from 'node:timers/promises'
import type { DataSource, QueryRunner } from 'typeorm'
import { ChatError } from '../errors.ts'
import { createDataSource } from './data-source.ts'

/** Of the advisory lock that lets one process migrate at a time; any number will do, as long as it never changes. */
const migrationLock = 4_207_218

/** Runs the migrations that a database lacks. Processes that start at once wait for each other. Answers the names of those that ran. */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const holder = dataSource.createQueryRunner()
  try {
    await takeLock(holder)
    try {
      return (await dataSource.showMigrations()) ? await runPatiently(dataSource) : []
    } finally {
      await holder.query('SELECT pg_advisory_unlock($1)', [migrationLock])
    }
  } finally {
    await holder.release()
  }
}

/** On a connection of their own: to build an index may take longer than a statement is given. */
async function runPatiently({ options }: DataSource): Promise<string[]> {
  const { url } = options as { url: string }
  const patient = await createDataSource({ url, poolSize: 1, patient: true }).initialize()
  try {
    return (await patient.runMigrations()).map(({ name }) => name)
  } finally {
    await patient.destroy()
  }
}

const patienceMs = 10 * 60_000
const pollMs = 100

/**
 * Takes the lock for the session, not for a transaction: a migration may need several. Asked for again and again rather
 * than waited for, because another process may migrate for longer than a statement is given.
 */
async function takeLock(holder: QueryRunner): Promise<void> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const [row] = (await holder.query('SELECT pg_try_advisory_lock($1) AS taken', [migrationLock])) as {
      taken: boolean
    }[]
    if (row?.taken) return
    if (performance.now() > deadline) {
      throw new ChatError(
        'OVERLOADED',
        'Another process has been migrating this database for ten minutes. Look what it waits for.',
      )
    }
    await wait(pollMs)
  }
}

/** The same for a database by its URL. */
export async function migrateDatabase(url: string): Promise<void> {
  const dataSource = await createDataSource({ url, poolSize: 2 }).initialize()
  try {
    await migrate(dataSource)
  } finally {
    await dataSource.destroy()
  }
}
