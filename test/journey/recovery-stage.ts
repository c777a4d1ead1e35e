import pg from 'pg'
import { ChatClient, type Sent } from '../kit/client.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'
import { startFakeVendor, type FakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import type { Following } from '../kit/following.ts'
import { spawnParley, startParley, vendorEnvironment, type SpawnedParley, type StartedParley } from '../kit/parley.ts'

/** The text that a process writes before it dies. */
export const half = 'The first half of the answer, '

export interface Begun {
  viewer: ChatClient
  sent: Sent
  /** Through the process that is about to die; has all of `half`. */
  before: Following
}

/** One process that begins a reply and is about to die, and one that is to go on with it, on a database of their own. */
export class RecoveryStage {
  doomed: SpawnedParley | undefined
  survivor: StartedParley | undefined
  readonly #clients: ChatClient[] = []

  private constructor(
    readonly database: TestDatabase,
    readonly sql: pg.Client,
    readonly vendor: FakeVendor,
  ) {}

  static async set(): Promise<RecoveryStage> {
    const database = await createTestDatabase()
    const sql = new pg.Client({ connectionString: database.url })
    await sql.connect()
    return new RecoveryStage(database, sql, await startFakeVendor())
  }

  async clear(): Promise<void> {
    for (const client of this.#clients) await client.close()
    await this.doomed?.kill('SIGKILL')
    await this.survivor?.close()
    await this.sql.end()
    await this.vendor.stop()
    await this.database.drop()
  }

  async begin(env: Record<string, string> = {}): Promise<Begun> {
    const { vendor, database } = this
    this.doomed = await spawnParley({ env: { ...vendorEnvironment(vendor), DATABASE_URL: database.url, ...env } })
    const viewer = this.#keep(await ChatClient.signIn(this.doomed.url))
    const sent = await viewer.send('Write something')
    const before = viewer.follow(sent.reply.id)
    await before.until(({ text }) => text === half)
    return { viewer, sent, before }
  }

  /** Waits until all of `half` is in the database. */
  async stored({ sent }: Begun): Promise<void> {
    await eventually(
      async () => {
        const { rows } = await this.sql.query<{ text: string }>(
          `SELECT string_agg(text, '' ORDER BY position) AS text FROM reply_segment WHERE reply_id = $1`,
          [sent.reply.id],
        )
        return rows[0]?.text === half
      },
      { what: 'the stored half', withinMs: 15_000 },
    )
  }

  /** From here on no text gets into the database, until the writer is killed by `killUnstored`. */
  async storeNothing(): Promise<void> {
    await this.sql.query('BEGIN')
    await this.sql.query('LOCK TABLE reply_segment IN EXCLUSIVE MODE')
  }

  async killUnstored(): Promise<void> {
    await this.doomed?.kill('SIGKILL')
    // What the dead process had under way must not get through behind the lock.
    await this.sql.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    await this.sql.query('COMMIT')
  }

  /** The other process, through which the reply is followed from the cursor that is known. */
  async goOn({ sent, viewer, before }: Begun, env: Record<string, string> = {}): Promise<Following> {
    this.survivor = await startParley({ databaseUrl: this.database.url, vendor: this.vendor, env })
    return this.follow(viewer, sent.reply.id, before.cursor)
  }

  /** Through the survivor, on a socket of its own. */
  follow(viewer: ChatClient, replyId: string, cursor?: string): Following {
    return this.#keep(viewer.at(this.survivor!.url)).follow(replyId, cursor)
  }

  /** How each attempt of a reply ended, in order. */
  async attempts({ sent }: Begun): Promise<string[]> {
    const { rows } = await this.sql.query<{ status: string }>(
      'SELECT status FROM reply_attempt WHERE reply_id = $1 ORDER BY ordinal',
      [sent.reply.id],
    )
    return rows.map(({ status }) => status)
  }

  #keep(client: ChatClient): ChatClient {
    this.#clients.push(client)
    return client
  }
}

/** What a subscriber got beside text, in order. */
export const kinds = ({ events }: Following): string[] =>
  events.map(({ __typename }) => __typename as string).filter((name) => name !== 'ReplyDelta')
