import { setTimeout as wait } from 'node:timers/promises'
import type { ViewerEventStore } from './viewer-event-store.ts'

/** How long a client may stay away and still be told everything. */
const keptDays = 30
/** Events that one viewer may have at most, but for those since the last sweep. */
const keptPerViewer = 10_000

const batchSize = 1_000
const pauseMs = 50

export interface EventSweeperOptions {
  store: ViewerEventStore
  onError: (error: unknown) => void
  /** How often, in milliseconds. */
  everyMs?: number
  days?: number
  perViewer?: number
}

/** Removes events that need not be kept any more, a batch at a time. Every process has one; at any moment one of them removes. */
export class EventSweeper {
  readonly #options: EventSweeperOptions
  readonly #closed = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #sweeping: Promise<void> = Promise.resolve()

  constructor(options: EventSweeperOptions) {
    this.#options = options
  }

  start(): void {
    const { onError, everyMs = 10 * 60_000 } = this.#options
    this.#timer = setInterval(() => {
      this.#sweeping = this.#sweeping.then(() => this.sweep()).catch(onError)
    }, everyMs).unref()
  }

  async sweep(): Promise<void> {
    const { store, days = keptDays, perViewer = keptPerViewer } = this.#options
    await this.#untilDone(() => store.removeAged(days, batchSize))
    await this.#untilDone(() => store.removeSurplus(perViewer, batchSize))
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#closed.abort()
    await this.#sweeping
  }

  async #untilDone(remove: () => Promise<number>): Promise<void> {
    const { signal } = this.#closed
    while (!signal.aborted && (await remove()) === batchSize) {
      // Others need the database as well.
      await wait(pauseMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
}
