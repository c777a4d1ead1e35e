import { backoffMs } from './backoff.ts'

type Part = 'http' | 'socket'

/** Whether the server answers, as far as this page has noticed; probes it while it does not. */
export class Reachability {
  readonly #troubled = new Set<Part>()
  readonly #listeners = new Set<() => void>()
  readonly #restored = new Set<() => void>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0

  constructor(private readonly probe: () => Promise<void>) {}

  readonly isTroubled = (): boolean => this.#troubled.size > 0

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls back whenever the server answers again after it did not. */
  onRestored(listener: () => void): () => void {
    this.#restored.add(listener)
    return () => this.#restored.delete(listener)
  }

  /** Notes that one way to the server works, or does not. */
  report(part: Part, works: boolean): void {
    if (this.#troubled.has(part) === !works) return
    if (works) this.#troubled.delete(part)
    else this.#troubled.add(part)
    this.#tell()
    if (!works) this.#schedule()
  }

  /** Probes at once, for when the browser says that the network is back. */
  readonly checkNow = (): void => {
    if (!this.isTroubled()) return
    clearTimeout(this.#timer)
    // The browser has seen a change: what waits may try again even if this very probe is the first.
    this.#failures = Math.max(this.#failures, 1)
    void this.#check()
  }

  #schedule(): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => void this.#check(), backoffMs(this.#failures))
  }

  async #check(): Promise<void> {
    this.#timer = undefined
    try {
      await this.probe()
    } catch {
      this.#failures += 1
      return this.#schedule()
    }
    const wasAway = this.#failures > 0
    this.#failures = 0
    this.#troubled.clear()
    this.#tell()
    // A server that answers the first probe was never away: whoever lost a socket keeps to its own slower pace.
    if (wasAway) for (const listener of this.#restored) listener()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
