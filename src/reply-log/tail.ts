import type { Cursor } from './cursor.ts'
import type { EpochTape } from './epoch-tape.ts'
import type { StoredSegment } from './reply-feed.ts'

/** A reply that is written in this process. */
export interface TailSource {
  readonly lease: { readonly replyId: string }
  readonly tape: EpochTape
  /** Positions that Postgres has: nobody needs them from the tail. */
  readonly flushed: number
}

/** Who follows a reply that another process writes. Both are hints: they may be late, doubled, or never come. */
export interface TailListener {
  /** Text that was appended, whether it is stored yet or not. */
  onSegment(segment: StoredSegment): void
  /** Postgres has more to say. */
  onChange(): void
}

/**
 * A faster way between processes than through Postgres, beside it and never in its place: what the tail loses is read
 * from Postgres a moment later, and how a reply ended is only ever read there.
 */
export interface Tail {
  /** Something was appended. Never waits, never throws; what cannot be told now is left to Postgres. */
  publish(source: TailSource): void
  /** The row is settled: whoever follows should look there. */
  publishEnd(source: TailSource): void
  /** Not written here any more, and not ended either. */
  forget(source: TailSource): void
  /** Tells what comes after a cursor, and what the tail has of it already. Answers how to stop. */
  follow(replyId: string, after: Cursor, listener: TailListener): () => void
  close(): Promise<void>
}
