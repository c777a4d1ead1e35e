import { lengthOf, type ReplyFeed, type StoredSegment } from './reply-feed.ts'
import type { Tail, TailListener } from './tail.ts'

/** What is kept of a reply while something before it is missing, in positions. */
const mostAhead = 64 * 1024
/** So long after a segment another look into Postgres would find nothing that the tail has not told; in milliseconds. */
const freshForMs = 300

/** Lets the feed of a reply that is written elsewhere grow by what the tail tells, ahead of what Postgres has. */
export class TailFollower implements TailListener {
  readonly #feed: ReplyFeed
  readonly #lookIntoPostgres: () => void
  #leave: (() => void) | undefined
  #ahead: StoredSegment[] = []
  #aheadLength = 0
  #asked = false
  #heardAt = -Infinity

  constructor(feed: ReplyFeed, lookIntoPostgres: () => void) {
    this.#feed = feed
    this.#lookIntoPostgres = lookIntoPostgres
  }

  /** Hears the tail from where the feed ends. */
  follow(tail: Tail, replyId: string): void {
    const { epoch, length } = this.#feed.tape
    this.#leave ??= tail.follow(replyId, { epoch, position: length }, this)
  }

  leave(): void {
    this.#heardAt = -Infinity
    this.#leave?.()
    this.#leave = undefined
  }

  /** True while the tail brings the reply here without a gap: that something of it was stored is no news then. */
  get fresh(): boolean {
    return this.#ahead.length === 0 && performance.now() - this.#heardAt < freshForMs
  }

  onSegment(segment: StoredSegment): void {
    this.#heardAt = performance.now()
    if (this.#feed.complete || this.#feed.appendSegment(segment)) return
    this.#keep(segment)
    // Once for each gap: where Postgres has not got that far, its next flush says so.
    if (this.#asked) return
    this.#asked = true
    this.#lookIntoPostgres()
  }

  onChange(): void {
    this.#heardAt = -Infinity
    if (!this.#feed.complete) this.#lookIntoPostgres()
  }

  /** After a look into Postgres: what was ahead of it may fit now. */
  catchUp(): void {
    const ahead = this.#ahead
    this.#ahead = []
    this.#aheadLength = 0
    for (const segment of ahead) if (!this.#feed.appendSegment(segment)) this.#keep(segment)
    this.#asked = this.#ahead.length > 0
  }

  /** The newest are kept: Postgres catches up from the other side. */
  #keep(segment: StoredSegment): void {
    this.#ahead.push(segment)
    this.#aheadLength += lengthOf(segment)
    while (this.#aheadLength > mostAhead) this.#aheadLength -= lengthOf(this.#ahead.shift()!)
  }
}
