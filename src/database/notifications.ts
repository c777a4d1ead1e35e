import { Client } from 'pg'

export interface NotificationsOptions {
  url: string
  onError: (error: unknown) => void
}

const longestPauseMs = 5_000

/**
 * One connection that listens to Postgres' NOTIFY and comes back whenever it breaks. A notification is only ever a hint:
 * those sent while the connection is away are lost, and nothing may depend on them but speed.
 */
export class Notifications {
  readonly #options: NotificationsOptions
  readonly #listeners = new Map<string, (payload: string) => void>()
  #client: Client | undefined
  #timer: NodeJS.Timeout | undefined
  #pauseMs = 100
  #closed = false

  constructor(options: NotificationsOptions) {
    this.#options = options
  }

  /** One listener a channel, set before `start`. */
  on(channel: string, listener: (payload: string) => void): void {
    this.#listeners.set(channel, listener)
  }

  async start(): Promise<void> {
    const client = new Client({
      connectionString: this.#options.url,
      application_name: 'parley notifications',
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      keepAlive: true,
    })
    this.#client = client
    client.on('error', () => undefined) // 'end' follows, and is where we come back
    client.on('end', () => this.#comeBack())
    client.on('notification', ({ channel, payload }) => this.#listeners.get(channel)?.(payload ?? ''))
    try {
      await client.connect()
      for (const channel of this.#listeners.keys()) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`)
      this.#pauseMs = 100
    } catch (error) {
      this.#options.onError(error)
      client.end().catch(() => undefined)
      this.#comeBack()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#client?.end().catch(() => undefined)
  }

  #comeBack(): void {
    if (this.#closed || this.#timer) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.start()
    }, this.#pauseMs)
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs)
  }
}
