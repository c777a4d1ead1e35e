import type { Cursor } from './cursor.ts'
import { processCadence, type ReaderCadence } from './reader-cadence.ts'
import type { ReplyFeed, ReplyLogEvent } from './reply-feed.ts'
import type { ReplyLogReader } from './reply-log.ts'

export interface FeedReaderOptions {
  after: Cursor
  signal: AbortSignal | undefined
  /** Called once, when the reader is through or leaves. */
  onLeave: () => void
  cadence?: ReaderCadence
}

/**
 * One reader of a feed. Written out rather than as an async generator: a generator parked on `await` does not hear
 * `return()`, so a client that leaves would keep its listener until the next delta, or for ever (L6).
 */
export class FeedReader implements ReplyLogReader {
  onReady: () => void = nobodyAsks
  readonly #feed: ReplyFeed
  readonly #onLeave: () => void
  readonly #outer: AbortSignal | undefined
  readonly #cadence: ReaderCadence
  readonly #parked: (() => void)[] = []
  #cursor: Cursor
  #began = false
  #waiting = false
  #over = false

  constructor(feed: ReplyFeed, { after, signal, onLeave, cadence = processCadence }: FeedReaderOptions) {
    this.#feed = feed
    this.#cursor = after
    this.#onLeave = onLeave
    this.#outer = signal
    this.#cadence = cadence
    feed.listen(this.#hear)
    if (signal?.aborted) this.#leave()
    else signal?.addEventListener('abort', this.#leave, { once: true })
  }

  get over(): boolean {
    return this.#over
  }

  take(): ReplyLogEvent | undefined {
    if (this.#over) return undefined
    try {
      const event = this.#feed.after(this.#cursor)
      this.#waiting = event === undefined
      if (!event) return undefined
      this.#began = true
      this.#cursor = event.cursor
      if (event.type === 'end') this.#leave()
      return event
    } catch (error) {
      this.#leave()
      throw error
    }
  }

  async next(): Promise<IteratorResult<ReplyLogEvent, undefined>> {
    for (;;) {
      const event = this.take()
      if (event) return { value: event, done: false }
      if (this.#over) return { value: undefined, done: true }
      await new Promise<void>((resolve) => this.#parked.push(resolve))
    }
  }

  async return(): Promise<IteratorResult<ReplyLogEvent, undefined>> {
    this.#leave()
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  readonly #hear = () => {
    // The first piece and the last are what a person waits for; between them a moment more costs nobody anything.
    if (this.#waiting) this.#cadence.wake(this.#resume, !this.#began || this.#feed.ended)
  }

  readonly #resume = () => {
    // Somebody may have taken everything meanwhile.
    if (!this.#waiting) return
    this.#waiting = false
    this.onReady()
    for (const resume of this.#parked.splice(0)) resume()
  }

  readonly #leave = () => {
    if (this.#over) return
    this.#over = true
    this.#outer?.removeEventListener('abort', this.#leave)
    this.#feed.unlisten(this.#hear)
    this.#cadence.forget(this.#resume)
    this.#onLeave()
    this.#resume()
  }
}

function nobodyAsks(): void {
  // Whoever reads by `next()` alone is woken by its promise.
}
