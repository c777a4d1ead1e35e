import type { EpochTape, MarkEvent } from './epoch-tape.ts'
import type { ReplyFeed } from './reply-feed.ts'
import type { Ending, Lease, ReplyAppender, RunPlace } from './reply-log.ts'
import type { SegmentFlusher, Unflushed } from './segment-flusher.ts'
import type { Tail } from './tail.ts'

export interface PostgresAppenderOptions {
  flusher: SegmentFlusher
  tail: Tail | undefined
  /** Called when the pen was put down. */
  tidy: () => void
}

/** Writes one reply: into its feed at once, and by the flusher into Postgres. */
export class PostgresAppender implements ReplyAppender, Unflushed {
  readonly #lost = new AbortController()
  readonly tape: EpochTape
  flushed: number
  attempted: number
  place: RunPlace | undefined
  #down = false

  constructor(
    readonly lease: Lease,
    private readonly feed: ReplyFeed,
    private readonly options: PostgresAppenderOptions,
  ) {
    this.tape = feed.tape
    // What a writer begins with is stored.
    this.flushed = this.attempted = feed.tape.length
  }

  /** False once this very process took the reply over from this pen: the feed is then another one's. */
  get #current(): boolean {
    return this.feed.tape === this.tape
  }

  get lost(): AbortSignal {
    return this.#lost.signal
  }

  appendText(text: string, place?: number): void {
    if (this.#down || text === '') return
    if (!this.#current) return this.lose()
    this.feed.appendText(text)
    if (place !== undefined) this.place = { position: this.tape.length, after: place }
    this.#tell()
  }

  appendMark(event: MarkEvent): void {
    if (this.#down) return
    if (!this.#current) return this.lose()
    this.feed.appendMark(event)
    this.#tell()
  }

  async quiesce(): Promise<void> {
    this.#down = true
    await this.options.flusher.remove(this)
  }

  async flush(): Promise<boolean> {
    return (await this.options.flusher.flush()) && !this.lost.aborted
  }

  end(last?: Ending): void {
    this.#down = true
    if (last) this.feed.settle(last.tape, last.lineage)
    else this.feed.end()
    this.options.tail?.publishEnd(this)
    this.options.tidy()
  }

  /** From here on the feed is one of a reply written elsewhere; its readers stay. */
  release(): void {
    this.#down = true
    void this.options.flusher.remove(this)
    this.options.tail?.forget(this)
    if (this.feed.ended || !this.#current) return
    this.feed.complete = false
    this.options.tidy()
  }

  lose(): void {
    this.release()
    this.#lost.abort()
  }

  #tell(): void {
    this.options.flusher.add(this)
    this.options.tail?.publish(this)
  }
}
