import type { Cursor } from './cursor.ts'
import type { EpochTape, MarkEvent } from './epoch-tape.ts'
import type { Lineage } from './lineage.ts'
import type { Opening, ReplyLogEvent } from './reply-feed.ts'

/** The right to write one reply, until another process takes it over with a higher fence. */
export interface Lease {
  readonly replyId: string
  readonly fence: number
  /** The epoch that its holder writes. */
  readonly epoch: number
}

/** The epoch that a reply ends in, where it is another than it was written in. */
export interface Ending {
  tape: EpochTape
  lineage: Lineage
}

/** The pen of the one who holds the lease. */
export interface ReplyAppender {
  /** What was appended so far, flushed or not. */
  readonly tape: EpochTape
  /** Fires once the lease is known to be lost: nothing appended from then on is kept. */
  readonly lost: AbortSignal
  /**
   * Seen at once by readers in this process, elsewhere after the next flush. Never splits a surrogate pair over two calls.
   * `place` is the vendor's own count of where its run stands after the text, kept with it for whoever joins the run again.
   */
  appendText(text: string, place?: number): void
  appendMark(event: MarkEvent): void
  /** Waits until no flush of this reply is under way and starts none: what settles the row removes its segments. */
  quiesce(): Promise<void>
  /** Makes what was appended durable now; false where it could not be. */
  flush(): Promise<boolean>
  /** After the row is settled: tells every reader that this was all (L2). */
  end(last?: Ending): void
  /** Puts the pen down without an end: another process goes on. */
  release(): void
}

/** How far into a vendor's run the text of a reply goes: up to `position`, what came with `after`. */
export interface RunPlace {
  position: number
  after: number
}

/** What is stored of an open reply: all that the next writer has. */
export interface KeptReply {
  tape: EpochTape
  lineage: Lineage
  place: RunPlace | undefined
}

/** What an open reply says so far. */
export interface ReplySnapshot {
  text: string
  cursor: Cursor
}

/** One reader of a reply's events, live, to the end. */
export interface ReplyLogReader extends AsyncIterableIterator<ReplyLogEvent, undefined> {
  /** Whether nothing more comes: it read the end, it failed, or it left. */
  readonly over: boolean
  /** Called when there may be more to take, once `take` found nothing; and where the reader leaves meanwhile. */
  onReady: () => void
  /** The next event where there is one already: what `next` resolves with, for those who would rather not wait for promises. */
  take(): ReplyLogEvent | undefined
}

/**
 * The append-only events of every reply, addressed by cursor. README.md beside this file is its specification; every
 * engine passes test/contract/reply-log.
 */
export interface ReplyLog {
  /** For the holder of the lease only; `opening` where something of the reply is stored already. */
  open(lease: Lease, opening?: Opening): ReplyAppender
  /**
   * The events after `after`, live, to the end. Pull only: nothing is queued for a reader that does not ask. Rejects with
   * NOT_FOUND where the reply is gone, BAD_USER_INPUT where the cursor is none of this reply's.
   */
  read(replyId: string, after: Cursor, signal?: AbortSignal): Promise<ReplyLogReader>
  /** What is stored of a reply, whatever this process has in memory; undefined where it is settled or gone. */
  kept(replyId: string): Promise<KeptReply | undefined>
  /** What open replies say so far, by id; one statement for all that are not written by this process. */
  snapshots(replyIds: readonly string[]): Promise<Map<string, ReplySnapshot>>
  close(): Promise<void>
}
