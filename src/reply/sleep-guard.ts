/**
 * Notices that this process slept: a stopped process, a suspended machine or a stalled event loop lets its leases run out
 * without a word. What arrives after such a sleep waits until somebody has looked whether the leases still hold.
 */
export class SleepGuard {
  #lookedAt = performance.now()
  #waiting: (() => void)[] = []

  constructor(private readonly longestMs: number) {}

  get slept(): boolean {
    return performance.now() - this.#lookedAt > this.longestMs
  }

  /** The leases were looked after, as of `at` (by performance.now()), or the database could not be asked. */
  looked(at: number): void {
    this.#lookedAt = at
    // An answer from before the sleep says nothing of what became of the leases in it.
    if (this.slept) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const resume of waiting) resume()
  }

  untilLooked(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
