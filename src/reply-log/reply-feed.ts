import { badCursor, type Cursor } from './cursor.ts'
import { EpochTape, type Mark, type MarkEvent, type TapeEvent } from './epoch-tape.ts'
import { firstLineage, positionIn, type Lineage, type ResetReason } from './lineage.ts'

/** What a reader of one reply is told, with the cursor after it. */
export type ReplyLogEvent = (TapeEvent | { type: 'reset'; reason: ResetReason } | { type: 'end' }) & { cursor: Cursor }

/**
 * What this process knows of one reply: its current epoch, whether it ended, and who waits for more. The writer's own
 * feed knows everything (`complete`); the feed of a reply written elsewhere may lag behind what a reader has seen.
 */
export class ReplyFeed {
  #tape = new EpochTape(0)
  #lineage = firstLineage
  #rejoined = false
  #ended = false
  #failure: Error | undefined
  readonly #listeners = new Set<() => void>()
  /** What was read last: readers that stand at the same place share one event, and what is made of it. */
  #lastRead: { tape: EpochTape; length: number; position: number; event: ReplyLogEvent } | undefined

  constructor(public complete: boolean) {}

  get tape(): EpochTape {
    return this.#tape
  }

  get ended(): boolean {
    return this.#ended
  }

  appendText(text: string): void {
    this.#tape.appendText(text)
    this.wake()
  }

  appendMark(event: MarkEvent): void {
    this.#tape.appendMark(event)
    this.wake()
  }

  /**
   * A piece of an epoch; of one that overlaps what is known, the rest. One of an epoch left behind changes nothing.
   * False where something that stands before it is missing: a piece of its epoch, or that the reply is in its epoch at all.
   */
  appendSegment(segment: StoredSegment): boolean {
    const { epoch, length } = this.#tape
    if (segment.epoch !== epoch) return segment.epoch < epoch
    if (segment.position > length) return false
    const { text, marks } = restOf(segment, length)
    this.#tape.append(text, marks)
    if (this.#tape.length > length) this.wake()
    return true
  }

  /** The reply is in this epoch now; where it was already, nothing changes. */
  enterEpoch(epoch: number, lineage: Lineage): void {
    if (epoch <= this.#tape.epoch) return
    this.#tape = new EpochTape(epoch)
    this.#lineage = lineage
    this.wake()
  }

  /** A writer goes on here with what stands already; what only this process knew of is left behind. */
  goOn({ tape, lineage, rejoined }: Opening): void {
    this.#tape = tape
    this.#lineage = lineage
    this.#rejoined = rejoined
    this.complete = true
    this.wake()
  }

  /** The reply is settled, and this is all of it. */
  settle(tape: EpochTape, lineage: Lineage): void {
    this.#tape = tape
    this.#lineage = lineage
    this.end()
  }

  end(): void {
    this.#ended = true
    this.complete = true
    this.wake()
  }

  /** The reply is gone or cannot be read: every reader is told so. */
  fail(failure: Error): void {
    this.#failure = failure
    this.wake()
  }

  /** Has `listener` called at every change, until it is taken out again. */
  listen(listener: () => void): void {
    this.#listeners.add(listener)
  }

  unlisten(listener: () => void): void {
    this.#listeners.delete(listener)
  }

  wake(): void {
    for (const listener of this.#listeners) listener()
  }

  /** The next event after `cursor`; undefined where there is none yet. BAD_USER_INPUT for a cursor never issued. */
  after(cursor: Cursor): ReplyLogEvent | undefined {
    if (this.#failure !== undefined) throw this.#failure
    const { epoch, length } = this.#tape
    if (cursor.epoch > epoch && this.complete) throw badCursor()
    if (cursor.epoch > epoch) return undefined
    const position = cursor.epoch === epoch ? cursor.position : positionIn(this.#lineage, cursor)
    // L5: then the epoch from its beginning.
    if (position === undefined) return { type: 'reset', reason: this.#lineage.reason, cursor: { epoch, position: 0 } }
    if (position > length) {
      if (this.#mayLag) return undefined
      // The end takes a position too; who has seen it may come back with it.
      if (!(this.#ended && cursor.epoch === epoch && position === length + 1)) throw badCursor()
    }
    if (position < length) return this.#eventAt(position)
    return this.#ended ? { type: 'end', cursor: { epoch, position: length + 1 } } : undefined
  }

  #eventAt(position: number): ReplyLogEvent | undefined {
    const tape = this.#tape
    const last = this.#lastRead
    if (last?.tape === tape && last.position === position && last.length === tape.length) return last.event
    const next = tape.after(position)
    if (!next) return undefined
    const event = { ...next.event, cursor: { epoch: tape.epoch, position: next.end } }
    this.#lastRead = { tape, length: tape.length, position, event }
    return event
  }

  /** Whether a reader may have seen more than this feed has: elsewhere, or before the run was joined again. */
  get #mayLag(): boolean {
    return !this.complete || (this.#rejoined && !this.#ended)
  }
}

/** What a writer begins with. */
export interface Opening {
  /** What stands already, in the epoch that it writes. */
  tape: EpochTape
  lineage: Lineage
  /** The very same text comes once more from where the tape ends: readers may be ahead of it. */
  rejoined: boolean
}

/** A piece of an epoch, as Postgres keeps what was flushed. */
export interface StoredSegment {
  epoch: number
  position: number
  text: string
  marks: Mark[]
}

export const lengthOf = ({ text, marks }: Pick<StoredSegment, 'text' | 'marks'>): number => text.length + marks.length

/** What stands in a segment from a position on, which lies where something that was appended ends. */
function restOf({ position, text, marks }: StoredSegment, from: number): Pick<StoredSegment, 'text' | 'marks'> {
  const later = marks.filter(({ at }) => at >= from)
  const textBefore = from - position - (marks.length - later.length)
  return { text: text.slice(textBefore), marks: later }
}
