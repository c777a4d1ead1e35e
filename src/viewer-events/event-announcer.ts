import { setTimeout as wait } from 'node:timers/promises'

/** Viewers in one announcement: their entries still fit into one NOTIFY, whose payload holds 8,000 bytes. */
const mostAtOnce = 130

export interface EventAnnouncerOptions {
  notify: (payload: string) => Promise<void>
  onError: (error: unknown) => void
  /** How long announcements are gathered, in milliseconds. */
  gatherMs: number
}

/**
 * Tells other processes of events, gathered from many transactions. Not in those transactions themselves: commits that
 * notify wait for each other in the whole database, and each for its own write to the disk.
 */
export class EventAnnouncer {
  readonly #options: EventAnnouncerOptions
  readonly #due = new Map<string, number>()
  readonly #closed = new AbortController()
  #telling: Promise<void> | undefined

  constructor(options: EventAnnouncerOptions) {
    this.#options = options
  }

  announce(viewerId: string, newest: number): void {
    this.#due.set(viewerId, Math.max(newest, this.#due.get(viewerId) ?? 0))
    this.#telling ??= this.#tellAll()
  }

  /** Says what is still to be said. */
  async close(): Promise<void> {
    this.#closed.abort()
    await this.#telling
  }

  /** One announcement at a time: what comes while the database is slow is gathered for the next. */
  async #tellAll(): Promise<void> {
    const { gatherMs, onError } = this.#options
    while (this.#due.size > 0) {
      await wait(gatherMs, undefined, { signal: this.#closed.signal, ref: false }).catch(() => undefined)
      await this.#tell().catch(onError)
    }
    this.#telling = undefined
  }

  async #tell(): Promise<void> {
    const due = [...this.#due].map(([viewerId, newest]) => `${viewerId}:${newest}`)
    // Before they are told: one that fails is a hint that is lost, and nothing more.
    this.#due.clear()
    for (let from = 0; from < due.length; from += mostAtOnce) {
      await this.#options.notify(due.slice(from, from + mostAtOnce).join(','))
    }
  }
}
