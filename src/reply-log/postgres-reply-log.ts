import { ChatError, notFound } from '../errors.ts'
import { beginning, type Cursor } from './cursor.ts'
import { EpochTape } from './epoch-tape.ts'
import { FeedReader } from './feed-reader.ts'
import { firstLineage } from './lineage.ts'
import { readKept, readReplies, type Database, type StoredReply } from './postgres-segments.ts'
import { PostgresAppender } from './postgres-appender.ts'
import { lengthOf, ReplyFeed, type Opening } from './reply-feed.ts'
import type { KeptReply, Lease, ReplyAppender, ReplyLog, ReplySnapshot } from './reply-log.ts'
import { SegmentFlusher } from './segment-flusher.ts'
import { TailFollower } from './tail-follower.ts'
import type { Tail } from './tail.ts'

export interface PostgresReplyLogOptions {
  database: Database
  /** Calls back with the ids of replies that another process wrote to; a hint that may be lost. Answers how to stop. */
  onWakeUp?: (wake: (replyIds: string[]) => void) => () => void
  /** A faster way to other processes, where there is one; closed together with the log. */
  tail?: Tail | undefined
  onError: (error: unknown) => void
  /** How often text is stored, in milliseconds; what a crash can cost. */
  flushEveryMs?: number
  /** How often replies written elsewhere are looked at where no hint came, in milliseconds. */
  pollEveryMs?: number
}

interface Shelf {
  feed: ReplyFeed
  readers: number
  /** Up to where it was read from Postgres, always where a stored segment ends; the feed may be ahead of that. */
  stored: Cursor
  /** While somebody here reads what another process writes. */
  follower?: TailFollower
}

/** The reply log in Postgres, with the replies that this process writes or follows in memory. */
export class PostgresReplyLog implements ReplyLog {
  readonly #database: Database
  readonly #flusher: SegmentFlusher
  readonly #tail: Tail | undefined
  readonly #onError: (error: unknown) => void
  readonly #shelves = new Map<string, Shelf>()
  readonly #due = new Set<string>()
  readonly #poll: NodeJS.Timeout
  readonly #stopListening: (() => void) | undefined
  #refreshing: Promise<void> = Promise.resolve()
  #nextRefresh: Promise<void> | undefined

  constructor(options: PostgresReplyLogOptions) {
    const { database, onWakeUp, tail, onError, flushEveryMs = 100, pollEveryMs = 500 } = options
    this.#database = database
    this.#tail = tail
    this.#onError = onError
    this.#flusher = new SegmentFlusher({ database, flushEveryMs, onError })
    this.#poll = setInterval(() => this.#lookAgain(this.#followed()), pollEveryMs).unref()
    this.#stopListening = onWakeUp?.((ids) => this.#lookAgain(ids.filter((id) => this.#isNews(id))))
  }

  open(lease: Lease, opening?: Opening): ReplyAppender {
    const shelf = this.#shelf(lease.replyId)
    shelf.feed.goOn(opening ?? { tape: new EpochTape(lease.epoch), lineage: firstLineage, rejoined: false })
    this.#attend(lease.replyId, shelf)
    const tidy = () => this.#tidy(lease.replyId)
    return new PostgresAppender(lease, shelf.feed, { flusher: this.#flusher, tail: this.#tail, tidy })
  }

  kept(replyId: string): Promise<KeptReply | undefined> {
    return readKept(this.#database, replyId)
  }

  async read(replyId: string, after: Cursor, signal?: AbortSignal): Promise<FeedReader> {
    const shelf = this.#shelf(replyId)
    shelf.readers += 1
    const onLeave = () => {
      shelf.readers -= 1
      this.#tidy(replyId)
    }
    try {
      if (!shelf.feed.complete) await this.#refresh([replyId])
      this.#attend(replyId, shelf)
      // A cursor that no reply issued is refused here, before there is a stream.
      await this.#check(replyId, shelf.feed, after)
      return new FeedReader(shelf.feed, { after, signal, onLeave })
    } catch (error) {
      onLeave()
      throw error
    }
  }

  /** A writer that lost its reply and does not know it yet must not take a cursor for a wrong one that is only newer. */
  async #check(replyId: string, feed: ReplyFeed, after: Cursor): Promise<void> {
    try {
      feed.after(after)
    } catch (error) {
      if (!feed.complete || feed.ended) throw error
      const stored = (await readReplies(this.#database, new Map([[replyId, beginning]]))).get(replyId)
      if (!stored) throw error
      const shelf = emptyShelf()
      catchUp(shelf, stored)
      const { tape } = shelf.feed
      const known = tape.epoch > feed.tape.epoch || tape.length > feed.tape.length
      if (!known) throw error
      throw new ChatError('OVERLOADED', 'The reply is about to go on elsewhere. Try again shortly.', {
        retryAfterMs: 1_000,
      })
    }
  }

  async snapshots(replyIds: readonly string[]): Promise<Map<string, ReplySnapshot>> {
    const snapshots = new Map<string, ReplySnapshot>()
    const elsewhere = new Map<string, Cursor>()
    for (const id of replyIds) {
      const feed = this.#shelves.get(id)?.feed
      if (feed?.complete) snapshots.set(id, snapshotOf(feed))
      else elsewhere.set(id, beginning)
    }
    if (elsewhere.size === 0) return snapshots
    for (const [id, stored] of await readReplies(this.#database, elsewhere)) {
      const shelf = emptyShelf()
      catchUp(shelf, stored)
      snapshots.set(id, snapshotOf(shelf.feed))
    }
    return snapshots
  }

  async close(): Promise<void> {
    clearInterval(this.#poll)
    this.#stopListening?.()
    await this.#flusher.close()
    await Promise.allSettled([this.#nextRefresh, this.#refreshing])
    await this.#tail?.close()
  }

  #shelf(replyId: string): Shelf {
    const shelf = this.#shelves.get(replyId) ?? emptyShelf()
    this.#shelves.set(replyId, shelf)
    return shelf
  }

  /** Forgets a reply that nobody here reads or writes any more; one that ended is read from its row from now on. */
  #tidy(replyId: string): void {
    const shelf = this.#shelves.get(replyId)
    if (!shelf) return
    const writing = shelf.feed.complete && !shelf.feed.ended
    if (shelf.feed.ended || (shelf.readers === 0 && !writing)) this.#shelves.delete(replyId)
    this.#attend(replyId, shelf)
  }

  #attend(replyId: string, shelf: Shelf): void {
    if (!this.#tail) return
    if (shelf.readers === 0 || shelf.feed.complete) return shelf.follower?.leave()
    shelf.follower ??= new TailFollower(shelf.feed, () => this.#lookAgain([replyId]))
    shelf.follower.follow(this.#tail, replyId)
  }

  #followed(): string[] {
    return [...this.#shelves].flatMap(([id, { feed, readers }]) => (readers > 0 && !feed.complete ? [id] : []))
  }

  /** Whether a hint of Postgres may say what is not known here; the poll looks in any case. */
  #isNews(replyId: string): boolean {
    const shelf = this.#shelves.get(replyId)
    return shelf !== undefined && !shelf.follower?.fresh
  }

  #lookAgain(replyIds: string[]): void {
    if (replyIds.length > 0) this.#refresh(replyIds).catch(this.#onError)
  }

  /** Reads what is new of replies written elsewhere: one statement at a time, for all that are due. */
  #refresh(replyIds: readonly string[]): Promise<void> {
    for (const id of replyIds) this.#due.add(id)
    this.#nextRefresh ??= this.#refreshing
      .catch(() => undefined) // its own callers were told
      .then(() => {
        const due = [...this.#due]
        this.#due.clear()
        this.#nextRefresh = undefined
        this.#refreshing = this.#readNew(due)
        return this.#refreshing
      })
    return this.#nextRefresh
  }

  async #readNew(replyIds: string[]): Promise<void> {
    const wanted = new Map<string, Cursor>()
    for (const id of replyIds) {
      const shelf = this.#shelves.get(id)
      if (shelf && !shelf.feed.complete) wanted.set(id, shelf.stored)
    }
    if (wanted.size === 0) return
    const stored = await readReplies(this.#database, wanted)
    for (const id of wanted.keys()) {
      const shelf = this.#shelves.get(id)
      if (!shelf || shelf.feed.complete) continue
      const reply = stored.get(id)
      if (!reply) shelf.feed.fail(notFound('reply'))
      else catchUp(shelf, reply)
      this.#tidy(id)
    }
  }
}

const emptyShelf = (): Shelf => ({ feed: new ReplyFeed(false), readers: 0, stored: beginning })

/** Brings a reply that is written elsewhere to what Postgres has of it. */
function catchUp(shelf: Shelf, { epoch, lineage, settled, segments }: StoredReply): void {
  const { feed, follower } = shelf
  if (settled) return feed.settle(settled, lineage)
  feed.enterEpoch(epoch, lineage)
  for (const segment of segments) {
    if (!feed.appendSegment(segment)) break
    shelf.stored = { epoch: segment.epoch, position: segment.position + lengthOf(segment) }
  }
  follower?.catchUp()
}

function snapshotOf({ tape }: ReplyFeed): ReplySnapshot {
  return { text: tape.text, cursor: { epoch: tape.epoch, position: tape.length } }
}
