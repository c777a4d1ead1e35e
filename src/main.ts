import 'reflect-metadata'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { DataSource } from 'typeorm'
import { compose, type Parley } from './compose.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { createLogger } from './create-logger.ts'
import { createDataSource } from './database/data-source.ts'
import { EmbeddedPostgresError } from './database/embedded/embedded-postgres-error.ts'
import { startEmbeddedPostgres } from './database/embedded/embedded-postgres.ts'
import { migrate } from './database/migrate.ts'
import { translateDatabaseError } from './database/translate-error.ts'
import { ChatError } from './errors.ts'

const usualPort = 4_000
/** After a signal: time for replies in flight to finish, and for everything to end. In milliseconds. */
const graceMs = 4_000
const exitMs = 9_500

const say = (line: string) => process.stdout.write(`${line}\n`)

async function main(): Promise<void> {
  const config = readConfig()
  const logger = createLogger(config)
  const stopped = new AbortController()
  const stop = () => stopped.abort()
  // For good: a terminal and npm may each send one, and the second must not cut the drain short.
  process.on('SIGTERM', stop).on('SIGINT', stop)

  const database = await startDatabase(config, stopped.signal)
  const db = createDataSource({
    url: database.url,
    onPoolError: (error) => {
      if (!stopped.signal.aborted) logger.warn({ err: error }, 'a database connection broke')
    },
  })
  let parley: Parley | undefined
  try {
    await connect(db, stopped.signal)
    const migrations = await migrate(db)
    if (migrations.length > 0) say(`database migrated (${migrations.length} new)`)
    parley = await compose({ config, logger, db, databaseUrl: database.url })
    const url = await listen(parley, config)
    for (const line of parley.found) say(line)
    say(`Parley is ready\n  chat        ${url}/\n  GraphQL     ${url}/graphql\n  playground  ${url}/playground`)
    await untilAborted(stopped.signal)
    say('stopping: replies in flight get a moment to finish')
  } finally {
    // Whatever hangs must not keep the process: what it holds is safe in the database.
    setTimeout(() => process.exit(1), exitMs).unref()
    await parley?.close(graceMs)
    if (db.isInitialized) await db.destroy()
    await database.stop()
  }
  say('stopped')
}

async function startDatabase({ databaseUrl, dataFolder }: Config, signal: AbortSignal) {
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: () => Promise.resolve() }
  return startEmbeddedPostgres({ dataFolder, signal, onProgress: say })
}

const mostConnectTries = 30

// PostgreSQL, appendix A: no such role or a wrong password, no such database, no right to connect. Time mends none of them.
const refusal = /^(28|3D000|42501)/

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** A database that is away at start may be starting itself: tries again, visibly, for some two minutes. */
async function connect(db: DataSource, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await db.initialize()
      return
    } catch (error) {
      if (refusal.test(codeOf(error))) {
        throw new ConfigError(`DATABASE_URL: ${(error as Error).message}. Name a database and a role that may use it.`)
      }
      if (attempt === mostConnectTries || !translateDatabaseError(error)) throw error
      say(`the database is away (${attempt} of ${mostConnectTries} tries): ${(error as Error).message}`)
      await wait(Math.min(attempt * 500, 5_000), undefined, { signal })
    }
  }
}

async function listen({ http }: Parley, { host, port }: Config): Promise<string> {
  const free = port ?? (await nextFreePort(host, usualPort))
  if (port === undefined && free !== usualPort) say(`port ${usualPort} is taken; using ${free}`)
  return http.listen({ host, port: free }).catch((error: Error) => {
    throw cannotListen(error, { host, port: free })
  })
}

async function nextFreePort(host: string, from: number): Promise<number> {
  for (let port = from; port < from + 100; port++) if (await isFree(host, port)) return port
  throw new ConfigError(`No port from ${from} to ${from + 99} is free. Set PORT.`)
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error) => {
      if (codeOf(error) === 'EADDRINUSE') resolve(false)
      else reject(cannotListen(error, { host, port }))
    })
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}

/** Names the key whose value is to be mended, where it is one. */
function cannotListen(error: Error, { host, port }: { host: string; port: number }): Error {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new ConfigError(`PORT is ${port}, which is taken. Set another one, or leave it out.`)
    case 'EACCES':
      return new ConfigError(
        `PORT is ${port}, which this user may not listen on. Allowed: 1024 to 65535, or 0 for any.`,
      )
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
      return new ConfigError(
        `HOST is ${JSON.stringify(host)}, which is no address of this machine. Allowed: one of its addresses or names, 127.0.0.1 for itself alone, 0.0.0.0 for all.`,
      )
    default:
      return error
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

main().catch((error: unknown) => {
  // What a person can mend is a line; what is a bug shows where it is.
  if (error instanceof Error && error.name === 'AbortError') process.exit(0) // stopped while it waited
  const known = [ConfigError, EmbeddedPostgresError, ChatError].some((kind) => error instanceof kind)
  if (known) process.stderr.write(`${(error as Error).message}\n`)
  else console.error(error)
  process.exit(1)
})
