import pg from 'pg'
import { cpuMsOf } from './usage.ts'

/** The CPU time of the Postgres server's own processes, where they run on this machine. */
export class PostgresCpu {
  readonly #client: pg.Client

  private constructor(client: pg.Client) {
    this.#client = client
  }

  static async watch(url: string): Promise<PostgresCpu> {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
    // Without a listener, a server that stops while we are connected would end the process.
    client.on('error', () => undefined)
    await client.connect()
    return new PostgresCpu(client)
  }

  /** By process; empty where the server is on another machine. */
  async read(): Promise<Map<number, number>> {
    const { rows } = await this.#client.query<{ pid: number; local: boolean }>(
      `SELECT pid, coalesce(inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1', true) AS local
       FROM pg_stat_activity WHERE pid <> pg_backend_pid()`,
    )
    const found = new Map<number, number>()
    for (const { pid, local } of rows) {
      const cpuMs = local ? cpuMsOf(pid) : undefined
      if (cpuMs !== undefined) found.set(pid, cpuMs)
    }
    return found
  }

  async stop(): Promise<void> {
    await this.#client.end()
  }
}

/** What was used between two readings; undefined where there was nothing to read. */
export function cpuMsBetween(before: Map<number, number>, after: Map<number, number>): number | undefined {
  if (after.size === 0) return undefined
  let total = 0
  for (const [pid, cpuMs] of after) total += cpuMs - (before.get(pid) ?? 0)
  return total
}
