import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../../src/database/embedded/embedded-postgres.ts'
import { databaseUrl, dropDatabase } from '../../kit/database-nursery.ts'
import { eventually } from '../../kit/eventually.ts'

/** A database that only one cluster uses. */
export interface ClusterDatabase {
  url: string
  query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]>
  /** Kills the server's processes without a word and waits until it serves again; only a server of our own can be killed. */
  killServer(): Promise<void>
  close(): Promise<void>
}

/** A new, empty database on a server that others use too. */
export async function databaseOn(serverUrl: string): Promise<ClusterDatabase> {
  // Named as every database of a test is, so that what a killed run leaves behind is found and dropped.
  const name = `parley_test_${Math.floor(Date.now() / 1000)}_${randomBytes(6).toString('hex')}`
  await ask(serverUrl, `CREATE DATABASE ${name}`)
  const url = databaseUrl(serverUrl, name)
  return {
    url,
    query: (sql) => ask(url, sql),
    killServer: () => Promise.reject(new Error('others use this server')),
    close: () => dropDatabase(serverUrl, name),
  }
}

/** A database on a server of its own. */
export async function databaseAlone(): Promise<ClusterDatabase> {
  const dataFolder = await mkdtemp(join(tmpdir(), `parley-chaos-${process.pid}-`))
  // What is killed is the server, not the machine: the kernel still writes what it was given.
  const server = await startEmbeddedPostgres({ dataFolder, settings: { fsync: 'off' } })
  const postmaster = () => {
    const file = join(dataFolder, 'postgres', 'postmaster.pid')
    return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined
  }
  return {
    url: server.url,
    query: (sql) => ask(server.url, sql),
    killServer: async () => {
      const pid = postmaster()
      if (pid === undefined) throw new Error('the database server does not run')
      killAll(pid)
      // Whoever owns an embedded server starts it again.
      await eventually(() => serves(server.url), { withinMs: 60_000, everyMs: 50, what: 'the database server' })
    },
    close: async () => {
      await server.stop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

function killAll(pid: number): void {
  const file = `/proc/${pid}/task/${pid}/children`
  const children = existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number) : []
  for (const each of [pid, ...children]) {
    try {
      process.kill(each, 'SIGKILL')
    } catch {
      // It went by itself.
    }
  }
}

async function serves(url: string): Promise<boolean> {
  try {
    await ask(url, 'SELECT 1')
    return true
  } catch {
    return false
  }
}

async function ask<Row extends pg.QueryResultRow>(connectionString: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000, query_timeout: 60_000 })
  // Without a listener, a server that stops while we are connected would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end().catch(() => undefined)
  }
}
