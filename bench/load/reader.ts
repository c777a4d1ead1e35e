import { machineNow } from '../clock.ts'
import { msBetween, stampAt, TokenScanner } from '../token-stamp.ts'
import type { Arrivals } from './arrivals.ts'

const quote = 0x22

/** What one reader got of one reply. */
export class Reader {
  tokens = 0
  /** Tokens that were not later than the one before: a token twice, or out of its place. */
  misplaced = 0
  askedAt = NaN
  firstTokenMs = NaN
  /** How often it was told to throw away what it had. */
  resets = 0
  ended = false
  failure: string | undefined
  readonly #scanner = new TokenScanner((stamp) => this.#take(stamp))
  #last: number | undefined
  #now = 0
  #rest: Buffer | undefined

  constructor(
    /** Of the order whose reply it reads. */
    readonly orderName: string,
    private readonly arrivals: Arrivals,
  ) {}

  asked(): void {
    this.askedAt = machineNow()
  }

  /** Reads every text that follows `marker` in a whole message; false where there was none. */
  readMessage(bytes: Buffer, marker: Buffer): boolean {
    const begin = bytes.indexOf(marker)
    if (begin < 0) return false
    this.#now = machineNow()
    const from = begin + marker.length
    this.#scanner.scan(bytes, from, bytes.indexOf(quote, from))
    return true
  }

  /** Reads every text that follows `marker` in a stream of bytes, wherever it was cut. */
  readBytes(chunk: Buffer, marker: Buffer): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    this.#now = machineNow()
    let done = 0
    for (let begin = bytes.indexOf(marker); begin >= 0; begin = bytes.indexOf(marker, done)) {
      const from = begin + marker.length
      const to = bytes.indexOf(quote, from)
      if (to < 0) {
        this.#rest = bytes.subarray(begin)
        return
      }
      this.#scanner.scan(bytes, from, to)
      done = to
    }
    // The marker itself may have been cut.
    this.#rest = bytes.subarray(Math.max(done, bytes.length - marker.length + 1))
  }

  reset(): void {
    this.resets++
    this.tokens = 0
    this.misplaced = 0
    this.#last = undefined
  }

  end(failure?: string): void {
    if (this.ended) return
    this.ended = true
    this.failure = failure
  }

  #take(stamp: number): void {
    if (this.tokens++ === 0 && this.resets === 0) this.firstTokenMs = this.#now - this.askedAt
    if (this.#last !== undefined && msBetween(this.#last, stamp) <= 0) this.misplaced++
    this.#last = stamp
    this.arrivals.add(this.#now, msBetween(stamp, stampAt(this.#now)))
  }
}
