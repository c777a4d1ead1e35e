import { SurrogateJoiner } from '../provider/surrogate-joiner.ts'

/**
 * Text from a model as Postgres and every reader can take it, whichever adapter it came by: pairs of surrogates stay
 * together, a lone one and NUL (which Postgres refuses) become U+FFFD.
 */
export class WellFormedText {
  readonly #joiner = new SurrogateJoiner()

  /** What may go on now; the first half of a surrogate pair waits for the second. */
  push(text: string): string {
    const whole = this.#joiner.push(text)
    // The scan is far cheaper than what it saves; almost no text needs the replacement.
    return whole.includes('\0') ? whole.replaceAll('\0', '\ufffd') : whole
  }

  /** What is left when no more text comes. */
  end(): string {
    return this.#joiner.flush()
  }
}
