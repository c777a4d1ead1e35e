import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** What a test file needs to make databases of its own. */
export interface NurseryAccess {
  serverUrl: string
  /** Begins the name of every database of this run, so that the run's end finds whatever a crashed test left. */
  prefix: string
  template: string
}

const family = 'parley_test'
const dayInSeconds = 86_400

/** The databases of one test run, from the template to the last clone. */
export class DatabaseNursery {
  readonly access: NurseryAccess

  constructor(serverUrl: string) {
    // The time stands in the name because Postgres does not remember when a database was made.
    const prefix = `${family}_${Math.floor(Date.now() / 1000)}_${randomBytes(3).toString('hex')}`
    this.access = { serverUrl, prefix, template: `${prefix}_template` }
  }

  async makeTemplate(migrate: (url: string) => Promise<void>): Promise<void> {
    const { serverUrl, template } = this.access
    await runOnServer(serverUrl, `CREATE DATABASE ${template}`)
    await migrate(databaseUrl(serverUrl, template))
    // One forgotten connection to the template would block every clone.
    await runOnServer(serverUrl, `ALTER DATABASE ${template} ALLOW_CONNECTIONS false`)
  }

  /** Drops what this run made. */
  clear(): Promise<void> {
    return this.dropWhere((name) => name.startsWith(this.access.prefix))
  }

  /** Drops what runs left behind that were killed more than a day ago. */
  clearAbandoned(): Promise<void> {
    const oldest = Date.now() / 1000 - dayInSeconds
    return this.dropWhere((name) => Number(name.split('_')[2]) < oldest)
  }

  private async dropWhere(doomed: (name: string) => boolean): Promise<void> {
    await onServer(this.access.serverUrl, async (client) => {
      const { rows } = await client.query<{ datname: string }>(
        'SELECT datname FROM pg_database WHERE datname LIKE $1',
        [`${family}\\_%`],
      )
      for (const { datname } of rows) if (doomed(datname)) await client.query(dropStatement(datname))
    })
  }
}

/** Clones the template. */
export async function cloneTemplate({ serverUrl, prefix, template }: NurseryAccess): Promise<string> {
  const name = `${prefix}_${randomBytes(5).toString('hex')}`
  await retryWhileTemplateIsBusy(() => runOnServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`))
  return name
}

/** Drops a database, whoever is still connected to it. */
export const dropDatabase = (serverUrl: string, name: string): Promise<void> =>
  runOnServer(serverUrl, dropStatement(name))

/** The same server, another database. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

const dropStatement = (name: string): string => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`

const objectInUse = '55006'

// Two clones of one template get in each other's way for a moment, and autovacuum may look into it as well.
async function retryWhileTemplateIsBusy(clone: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    try {
      return await clone()
    } catch (error) {
      if ((error as { code?: string }).code !== objectInUse || Date.now() > deadline) throw error
      await delay(20 + Math.random() * 60)
    }
  }
}

const runOnServer = (serverUrl: string, statement: string): Promise<void> =>
  onServer(serverUrl, async (client) => {
    await client.query(statement)
  })

async function onServer(serverUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 10_000 })
  // Without a listener, a server that stops while we are connected would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
