import { performance } from 'node:perf_hooks'

/** An event loop that works this share of its time is busy, until it works no more than the smaller one. */
const busyFrom = 0.4
const busyUntil = 0.25
const busyPauseMs = 25
const sampleEveryMs = 100

/**
 * Wakes the readers of a process together, on one timer for all. Where the event loop is busy they wait a moment, so
 * that several deltas travel as one; where it is not they are woken as soon as whoever appends is through.
 */
export class ReaderCadence {
  readonly #soon = new Set<() => void>()
  readonly #later = new Set<() => void>()
  readonly #pauseMs: () => number
  #due = false
  #timer: NodeJS.Timeout | undefined

  constructor(pauseMs: () => number = pauseByLoad()) {
    this.#pauseMs = pauseMs
  }

  /** Calls back soon and once, however often it is asked meanwhile; `urgent` does not wait for others. */
  wake(resume: () => void, urgent: boolean): void {
    if (this.#soon.has(resume)) return
    if (!urgent && this.#later.has(resume)) return
    const pauseMs = urgent ? 0 : this.#pauseMs()
    if (pauseMs >= 1) {
      this.#later.add(resume)
      this.#timer ??= setTimeout(this.#wakeLater, pauseMs)
    } else {
      this.#later.delete(resume)
      this.#soon.add(resume)
      if (!this.#due) process.nextTick(this.#wakeSoon)
      this.#due = true
    }
  }

  forget(resume: () => void): void {
    this.#soon.delete(resume)
    this.#later.delete(resume)
  }

  readonly #wakeSoon = () => {
    this.#due = false
    wakeAll(this.#soon)
  }

  readonly #wakeLater = () => {
    this.#timer = undefined
    wakeAll(this.#later)
  }
}

function wakeAll(readers: Set<() => void>): void {
  for (const resume of readers) {
    readers.delete(resume)
    resume()
  }
}

/** The pause that fits how busy this process's event loop was lately, looked at no more often than every 100 ms. */
function pauseByLoad(): () => number {
  let sample = performance.eventLoopUtilization()
  let sampledAt = performance.now()
  let load = 0
  let busy = false
  return () => {
    const now = performance.now()
    if (now - sampledAt >= sampleEveryMs) {
      const next = performance.eventLoopUtilization()
      load = (load + performance.eventLoopUtilization(next, sample).utilization) / 2
      // All or nothing: a pause shorter than a model's own between two deltas would delay them and merge none.
      busy = load >= (busy ? busyUntil : busyFrom)
      sample = next
      sampledAt = now
    }
    return busy ? busyPauseMs : 0
  }
}

/** One for the process, whose load it goes by. */
export const processCadence = new ReaderCadence()
