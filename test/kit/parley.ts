import 'reflect-metadata'
import { fileURLToPath } from 'node:url'
import type { DataSource, Logger as QueryLogger } from 'typeorm'
import { compose } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { createDataSource } from '../../src/database/data-source.ts'
import { migrate } from '../../src/database/migrate.ts'
import type { Logger } from '../../src/logger.ts'
import { ChatClient } from './client.ts'
import { createTestDatabase } from './database.ts'
import { startFakeVendor, type FakeVendor } from './fake-vendor/fake-vendor.ts'

export { launchParley, spawnParley, type LaunchedParley, type SpawnedParley } from './spawn-parley.ts'

/** The key that Parley sends to the fake vendor; it may be found nowhere else. */
export const vendorKey = 'sk-fake-vendor-key-0123456789'

/** Environment under which the fake vendor is `openai`, its default model `openai/fake-small`. */
export const vendorEnvironment = (vendor: FakeVendor): Record<string, string> => ({
  OPENAI_API_KEY: vendorKey,
  OPENAI_BASE_URL: vendor.baseUrl('openai'),
  OPENAI_MODEL: 'fake-small',
})

export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error'
  facts: object
  message: string
}

/** A statement as it went to the database. */
export interface Statement {
  sql: string
  parameters: unknown[]
}

export interface StartOptions {
  /** Added to the environment of the fake vendor, or instead of it. */
  env?: Record<string, string>
  /** A database that somebody else drops; without it Parley gets one of its own. */
  databaseUrl?: string
  /** A vendor that somebody else stops; without it Parley gets one of its own. */
  vendor?: FakeVendor
}

/** Parley in this process, on a free port, with a fake vendor behind it and a database of its own. */
export interface StartedParley {
  url: string
  databaseUrl: string
  db: DataSource
  vendor: FakeVendor
  logs: LogLine[]
  /** Every statement that went to the database by the pool, the background's included. */
  statements: Statement[]
  /** A new viewer. */
  signIn(): Promise<ChatClient>
  /** Rows in all tables of a viewer's making. */
  countRows(): Promise<Record<string, number>>
  close(): Promise<void>
}

// A folder without a `.env`: no developer's setting may decide a test.
const folder = fileURLToPath(new URL('.', import.meta.url))

/** Starts Parley in this process. */
export async function startParley(options: StartOptions = {}): Promise<StartedParley> {
  const vendor = options.vendor ?? (await startFakeVendor())
  const { url: databaseUrl, drop } =
    options.databaseUrl === undefined ? await createTestDatabase() : { url: options.databaseUrl, drop: undefined }
  const config = readConfig({ NODE_ENV: 'test', ...vendorEnvironment(vendor), ...options.env }, folder)
  const logs: LogLine[] = []
  const statements: Statement[] = []
  const db = createDataSource({ url: databaseUrl })
  db.logger = recordStatements(statements)
  await db.initialize()
  await migrate(db)
  const parley = await compose({ config, logger: recordLines(logs), db, databaseUrl })
  const url = await parley.http.listen({ host: '127.0.0.1', port: 0 })

  const clients: ChatClient[] = []
  return {
    url,
    databaseUrl,
    db,
    vendor,
    logs,
    statements,
    signIn: async () => {
      const client = await ChatClient.signIn(url)
      clients.push(client)
      return client
    },
    countRows: () => countRows(db),
    close: async () => {
      for (const client of clients) await client.close()
      await parley.close(0)
      await db.destroy()
      if (!options.vendor) await vendor.stop()
      await drop?.()
    },
  }
}

const tables = ['viewer', 'conversation', 'message', 'reply', 'reply_segment']

async function countRows(db: DataSource): Promise<Record<string, number>> {
  const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`)
  const [row] = await db.query<Record<string, number>[]>(`SELECT ${counts.join(', ')}`)
  return row ?? {}
}

function recordLines(lines: LogLine[]): Logger {
  const at = (level: LogLine['level']) => (facts: object, message: string) => void lines.push({ level, facts, message })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function recordStatements(statements: Statement[]): QueryLogger {
  const ignore = () => undefined
  return {
    logQuery: (sql, parameters) => void statements.push({ sql, parameters: (parameters ?? []) as unknown[] }),
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  }
}
