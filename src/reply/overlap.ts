/** The most of the old text that is looked for at the beginning of the new, in UTF-16 units. */
const longestOverlap = 1_000
/** What is shorter may well be said twice in a row on purpose. */
const shortestOverlap = 12

/**
 * Takes off what a model repeats of the text that it was asked to go on from. It holds back only while what came so far
 * may still be such a repetition.
 */
export class OverlapTrimmer {
  #held: string | undefined = ''
  readonly #tail: string

  constructor(text: string) {
    this.#tail = text.slice(-longestOverlap)
  }

  /** Whether something waits for what comes next. */
  get holds(): boolean {
    return this.#held !== undefined && this.#held !== ''
  }

  /** What may be shown now. */
  push(text: string): string {
    if (this.#held === undefined) return text
    this.#held += text
    return this.#mayGrow(this.#held) ? '' : this.end()
  }

  /** What is left when no more text comes. */
  end(): string {
    const held = this.#held ?? ''
    this.#held = undefined
    return held.slice(this.#overlapWith(held))
  }

  /** Whether all of it stands somewhere in the old text with more behind it, so that the rest may follow. */
  #mayGrow(held: string): boolean {
    const at = this.#tail.indexOf(held)
    const end = this.#tail.length - at
    return at >= 0 && end > held.length && end >= Math.min(shortestOverlap, this.#tail.length)
  }

  /** How long the longest end of the old text is with which the new one begins. */
  #overlapWith(held: string): number {
    const shortest = Math.min(shortestOverlap, this.#tail.length)
    for (let length = Math.min(held.length, this.#tail.length); length >= shortest && length > 0; length--) {
      if (this.#tail.endsWith(held.slice(0, length))) return length
    }
    return 0
  }
}
