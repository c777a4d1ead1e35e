/** Every token is a space and five digits of base 36: about as long as a word, and it says when it was sent. */
const tokenLength = 6

const digits = tokenLength - 1
const wrap = 36 ** digits
/** A unit of stamps is 10 µs; they begin again after some ten minutes, which no token is on its way. */
const unitsPerMs = 100

/** The moment, in milliseconds, in a stamp's units. */
export const stampAt = (ms: number): number => Math.floor(ms * unitsPerMs) % wrap

/** The stamp after this one: two tokens of one reply never carry the same. */
export const stampAfter = (stamp: number): number => (stamp + 1) % wrap

/** How long after `earlier` a stamp is, in milliseconds; negative where it comes before it. */
export function msBetween(earlier: number, later: number): number {
  const units = (later - earlier + wrap) % wrap
  return (units > wrap / 2 ? units - wrap : units) / unitsPerMs
}

export const formatToken = (stamp: number): string => ` ${stamp.toString(36).padStart(digits, '0')}`

const space = 0x20
const nine = 0x39
const zero = 0x30
const beforeTen = 0x61 - 10

/** Finds the tokens in text, however it was cut or merged on its way. */
export class TokenScanner {
  #value = 0
  #missing = 0

  constructor(private readonly onToken: (stamp: number) => void) {}

  scan(bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number
      if (byte === space) {
        this.#value = 0
        this.#missing = digits
      } else if (this.#missing > 0) {
        this.#value = this.#value * 36 + (byte <= nine ? byte - zero : byte - beforeTen)
        if (--this.#missing === 0) this.onToken(this.#value)
      }
    }
  }
}
