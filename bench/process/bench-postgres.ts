import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { databaseUrl, dropDatabase } from '../../test/kit/database-nursery.ts'

/** An empty database that nobody else uses. */
export interface BenchDatabase {
  url: string
  drop(): Promise<void>
}

/** The Postgres server of one run of the bench. */
export interface BenchPostgres {
  /** As the server names itself. */
  version: string
  createDatabase(): Promise<BenchDatabase>
  stop(): Promise<void>
}

/** The given server, else an embedded one in a temporary folder; with the settings that it has for real work. */
export async function providePostgres(serverUrl: string | undefined): Promise<BenchPostgres> {
  if (serverUrl !== undefined) return onServer(serverUrl, () => Promise.resolve())

  const dataFolder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const removeFolder = () => rm(dataFolder, { recursive: true, force: true })
  try {
    const server = await startEmbeddedPostgres({ dataFolder })
    return await onServer(server.url, () => server.stop().then(removeFolder))
  } catch (error) {
    await removeFolder()
    throw error
  }
}

async function onServer(serverUrl: string, stop: () => Promise<void>): Promise<BenchPostgres> {
  const prefix = `parley_bench_${process.pid}_${Math.floor(Date.now() / 1_000)}`
  const left = new Set<string>()
  const drop = async (name: string) => {
    await dropDatabase(serverUrl, name)
    left.delete(name)
  }
  let made = 0
  return {
    version: await valueOf(serverUrl, 'SHOW server_version'),
    createDatabase: async () => {
      const name = `${prefix}_${++made}`
      left.add(name)
      await valueOf(serverUrl, `CREATE DATABASE ${name}`)
      return { url: databaseUrl(serverUrl, name), drop: () => drop(name) }
    },
    stop: async () => {
      for (const name of left) await drop(name)
      await stop()
    },
  }
}

async function valueOf(serverUrl: string, statement: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 10_000 })
  // Without a listener, a server that stops while we are connected would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, string>>(statement)
    return Object.values(rows[0] ?? {})[0] ?? ''
  } finally {
    await client.end()
  }
}
