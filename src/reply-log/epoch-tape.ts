import { badCursor } from './cursor.ts'

/** What can stand between pieces of text. Takes one position. */
export interface MarkEvent {
  type: 'notice'
  kind: 'retrying' | 'fell-back' | 'recovered' | 'cached'
  model: string | null
}

/** A mark and the position it takes. */
export type Mark = MarkEvent & { at: number }

export type TapeEvent = { type: 'text-delta'; text: string } | MarkEvent

/** The most text that one event carries, in UTF-16 units; what is longer comes as several. */
const longestDelta = 64 * 1024

interface Entry {
  start: number
  length: number
  event: TapeEvent
}

/**
 * The events of one epoch of one reply, addressed by position: text takes one position for each UTF-16 unit, anything
 * else takes one. Append-only; text may be read in other pieces than it came in, but never cut inside a surrogate pair.
 */
export class EpochTape {
  readonly #entries: Entry[] = []
  #length = 0

  constructor(readonly epoch: number) {}

  /** A tape as a settled row or a stored segment describes it: its whole text, and the marks between. */
  static of(epoch: number, text: string, marks: readonly Mark[]): EpochTape {
    const tape = new EpochTape(epoch)
    tape.append(text, marks)
    return tape
  }

  /** Positions so far. */
  get length(): number {
    return this.#length
  }

  get text(): string {
    return this.#entries.map(({ event }) => (event.type === 'text-delta' ? event.text : '')).join('')
  }

  get marks(): Mark[] {
    return this.#entries.flatMap(({ start, event }) => (event.type === 'text-delta' ? [] : [{ at: start, ...event }]))
  }

  /** Text with the marks that stand in it; each mark says its position in the epoch. */
  append(text: string, marks: readonly Mark[]): void {
    let taken = 0
    for (const { at, ...event } of marks) {
      const until = taken + at - this.#length
      this.appendText(text.slice(taken, until))
      taken = until
      this.appendMark(event)
    }
    this.appendText(text.slice(taken))
  }

  appendText(text: string): void {
    if (text !== '') this.#push({ type: 'text-delta', text }, text.length)
  }

  appendMark(event: MarkEvent): void {
    this.#push(event, 1)
  }

  /**
   * What stands after `position` as one event, as long as may be, and where it ends; undefined where nothing does yet.
   * BAD_USER_INPUT where `position` lies inside a surrogate pair: no cursor ever did.
   */
  after(position: number): { event: TapeEvent; end: number } | undefined {
    if (position >= this.#length) return undefined
    let index = this.#indexOf(position)
    const first = this.#entries[index]!
    if (first.event.type !== 'text-delta') return { event: first.event, end: first.start + 1 }

    let text = first.event.text.slice(position - first.start)
    if (isLowSurrogate(text, 0)) throw badCursor()
    for (let next = this.#entries[++index]; text.length < longestDelta; next = this.#entries[++index]) {
      if (next?.event.type !== 'text-delta') break
      text += next.event.text
    }
    if (text.length > longestDelta) {
      text = text.slice(0, isLowSurrogate(text, longestDelta) ? longestDelta - 1 : longestDelta)
    }
    return { event: { type: 'text-delta', text }, end: position + text.length }
  }

  /** The text and marks from `position` on, as one stored segment; `until` lies where something that was appended ends. */
  segmentFrom(position: number, until = this.#length): { text: string; marks: Mark[] } {
    let text = ''
    const marks: Mark[] = []
    for (let index = this.#indexOf(position); index < this.#entries.length; index++) {
      const { start, event } = this.#entries[index]!
      if (start >= until) break
      if (event.type === 'text-delta') text += event.text.slice(Math.max(0, position - start))
      else if (start >= position) marks.push({ at: start, ...event })
    }
    return { text, marks }
  }

  #push(event: TapeEvent, length: number): void {
    this.#entries.push({ start: this.#length, length, event })
    this.#length += length
  }

  /** The entry that holds `position`: mostly the newest. */
  #indexOf(position: number): number {
    let low = 0
    let high = this.#entries.length
    const newest = this.#entries[high - 1]
    if (newest && newest.start <= position && position < this.#length) return high - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      const { start, length } = this.#entries[middle]!
      if (start + length <= position) low = middle + 1
      else high = middle
    }
    return low
  }
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  return unit >= 0xdc00 && unit <= 0xdfff
}
