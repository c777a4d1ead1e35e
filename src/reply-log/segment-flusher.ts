import type { EpochTape } from './epoch-tape.ts'
import { mostRepliesAtOnce, writeSegments, type Database, type LeasedSegment } from './postgres-segments.ts'
import type { Lease, RunPlace } from './reply-log.ts'

/** What is still to be stored of one reply: its tape from `flushed` on. */
export interface Unflushed {
  readonly lease: Lease
  readonly tape: EpochTape
  flushed: number
  /** Up to where a flush was begun; beyond `flushed` where nobody knows whether it was stored. */
  attempted: number
  /** Where the vendor's run stands, as of the newest text that says so. */
  readonly place: RunPlace | undefined
  /** Its lease is gone; nothing more of it will be stored. */
  lose(): void
}

export interface FlusherOptions {
  database: Database
  flushEveryMs: number
  onError: (error: unknown) => void
}

const longestPauseMs = 2_000

/**
 * Writes the unflushed text of every reply of this process in one statement a flush: no statement and no NOTIFY per
 * delta. The tapes are the buffer, so a database that is away costs no memory beyond them, and a later flush catches up.
 */
export class SegmentFlusher {
  readonly #options: FlusherOptions
  readonly #dirty = new Set<Unflushed>()
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<boolean> | undefined
  #pauseMs: number

  constructor(options: FlusherOptions) {
    this.#options = options
    this.#pauseMs = options.flushEveryMs
  }

  add(unflushed: Unflushed): void {
    this.#dirty.add(unflushed)
    this.#schedule()
  }

  /** Takes a reply out and waits until a flush that may hold it is over. */
  async remove(unflushed: Unflushed): Promise<void> {
    this.#dirty.delete(unflushed)
    await this.#flushing
    // A flush that failed has put it back.
    this.#dirty.delete(unflushed)
  }

  /** Stores what there is now; false where the database did not take it. */
  async flush(): Promise<boolean> {
    while (this.#flushing) await this.#flushing
    this.#flushing = this.#writeAll().finally(() => {
      this.#flushing = undefined
      this.#schedule()
    })
    return this.#flushing
  }

  async close(): Promise<void> {
    await this.flush()
    clearTimeout(this.#timer)
    this.#dirty.clear()
  }

  #schedule(): void {
    if (this.#timer || this.#flushing || this.#dirty.size === 0) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.flush()
    }, this.#pauseMs)
  }

  async #writeAll(): Promise<boolean> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const all = [...this.#dirty]
    this.#dirty.clear()
    const startedAt = performance.now()
    try {
      for (let from = 0; from < all.length; from += mostRepliesAtOnce) {
        await this.#write(all.slice(from, from + mostRepliesAtOnce))
      }
      // A database that is slow to answer gets larger and rarer flushes instead of a queue.
      this.#pauseMs = Math.min(
        Math.max(this.#options.flushEveryMs, 2 * (performance.now() - startedAt)),
        longestPauseMs,
      )
      return true
    } catch (error) {
      for (const unflushed of all) if (unflushed.flushed < unflushed.tape.length) this.#dirty.add(unflushed)
      this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs)
      this.#options.onError(error)
      return false
    }
  }

  async #write(all: Unflushed[]): Promise<void> {
    // What was appended while an earlier batch was under way has gone along already.
    const batch = all.filter(({ tape, flushed }) => flushed < tape.length)
    if (batch.length === 0) return
    const again = batch.filter(({ flushed, attempted }) => attempted > flushed)
    const until = batch.map(({ tape, flushed, attempted }) => (attempted > flushed ? attempted : tape.length))
    const segments = batch.map((unflushed, index) => unstoredSegment(unflushed, until[index]!))
    for (const [index, unflushed] of batch.entries()) unflushed.attempted = until[index]!
    const written = await writeSegments(this.#options.database, segments)
    for (const [index, unflushed] of batch.entries()) {
      if (written.has(unflushed.lease.replyId)) unflushed.flushed = until[index]!
      else unflushed.lose()
    }
    // What was stored once more is known now; what came behind it follows.
    await this.#write(again.filter(({ lease }) => written.has(lease.replyId)))
  }
}

/**
 * A flush may fail after it was carried out, when only its answer was lost. Its segment is then stored once more exactly
 * as it was, and nothing else until that has succeeded: whoever read the first one goes on behind it.
 */
function unstoredSegment({ lease, tape, flushed, place }: Unflushed, until: number): LeasedSegment {
  return {
    lease,
    epoch: tape.epoch,
    position: flushed,
    ...tape.segmentFrom(flushed, until),
    place: place && place.position > flushed && place.position <= until ? place : null,
  }
}
