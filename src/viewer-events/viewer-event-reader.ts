import { setTimeout as wait } from 'node:timers/promises'
import { ChatError } from '../errors.ts'
import type { ToldEvent } from './told-event.ts'
import type { ToldPage, ViewerFeed } from './viewer-feed.ts'

export interface ViewerEventReaderOptions {
  after: number
  /** A page could not be read; it is tried again. */
  onError: (error: unknown) => void
  /** Called once, when the reader leaves. */
  onLeave: () => void
}

/** How long a database may be away before a reader is sent off to come back later, and how often it is asked, in milliseconds. */
const patienceMs = 20_000
const retryMs = 1_000

/**
 * One follower of a viewer. It holds a page at most and reads the next when asked for more. Written out rather than as an
 * async generator: a generator parked on `await` does not hear `return()`.
 */
export class ViewerEventReader implements AsyncIterableIterator<ToldEvent, undefined> {
  readonly #feed: ViewerFeed
  readonly #options: ViewerEventReaderOptions
  readonly #left = new AbortController()
  #after: number
  #page: ToldEvent[] = []
  #turn: Promise<unknown> = Promise.resolve()

  constructor(feed: ViewerFeed, options: ViewerEventReaderOptions) {
    this.#feed = feed
    this.#options = options
    this.#after = options.after
  }

  next(): Promise<IteratorResult<ToldEvent, undefined>> {
    // In turn: two that ask at once must not read the same page twice.
    const taken = this.#turn.then(() => this.#take())
    this.#turn = taken.catch(() => undefined)
    return taken
  }

  async return(): Promise<IteratorResult<ToldEvent, undefined>> {
    this.#leave()
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async #take(): Promise<IteratorResult<ToldEvent, undefined>> {
    const { signal } = this.#left
    try {
      while (!signal.aborted) {
        const event = this.#page.shift()
        if (event) return { value: event, done: false }
        await this.#feed.beyond(this.#after, signal)
        if (signal.aborted) break
        const { told, upTo } = await this.#readPatiently()
        this.#page = [...told]
        this.#after = upTo
      }
    } catch (error) {
      this.#leave()
      throw error
    }
    return { value: undefined, done: true }
  }

  async #readPatiently(): Promise<ToldPage> {
    const deadline = performance.now() + patienceMs
    for (;;) {
      try {
        return await this.#feed.page(this.#after)
      } catch (error) {
        if (error instanceof ChatError || performance.now() > deadline) throw error
        this.#options.onError(error)
        await wait(retryMs, undefined, { signal: this.#left.signal, ref: false }).catch(() => undefined)
        if (this.#left.signal.aborted) return { told: [], upTo: this.#after }
      }
    }
  }

  readonly #leave = () => {
    if (this.#left.signal.aborted) return
    this.#left.abort()
    this.#page = []
    this.#options.onLeave()
  }
}
