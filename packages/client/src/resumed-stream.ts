import { backoffMs } from './backoff.ts'
import { readFault } from './fault.ts'
import type { Fault } from './fault.ts'
import { browserWakeUp } from './wake-up.ts'
import type { WakeUp } from './wake-up.ts'

export interface Sink<Event> {
  /** `isMadeUp` where the source says this by itself: it brings a cursor, but is no sign that the subscription works. */
  next(event: Event, isMadeUp?: boolean): void
  error(error: unknown): void
  complete(): void
}

/** Opens a subscription behind a cursor; answers how to leave it. */
export type Source<Event> = (after: string | null, sink: Sink<Event>) => () => void

/** How to go on after a loss; the defaults suit a browser and a script alike. */
export interface ResumeOptions {
  /** Which faults end it. Unless told otherwise, those that the server calls not retryable. */
  refuses?: ((fault: Fault) => boolean) | undefined
  /** What cuts a wait short. */
  wakeUp?: WakeUp | undefined
  random?: (() => number) | undefined
}

export interface StreamOptions<Event> extends ResumeOptions {
  source: Source<Event>
  /** Null for the beginning. */
  after: string | null
  /** Takes the next event; true where it is the last one. */
  onEvent: (event: Event) => boolean
  /** The connection is gone, and will be tried again. */
  onLost: (fault: Fault) => void
  /** The server does not know the cursor: what comes now begins from the beginning. */
  onCursorRefused: () => void
  /** The server refused for good: nothing more will come. */
  onRefused: (fault: Fault) => void
}

/**
 * A subscription that outlives its connections. Each new one begins at the last cursor seen, never at the one that the
 * first began with, so nothing comes twice and nothing is missed.
 */
export class ResumedStream<Event extends { cursor: string }> {
  #cursor: string | null
  #failures = 0
  #beganAnew = false
  #isOver = false
  // A connection that was given up may still deliver: only the newest one is listened to.
  #newest = 0
  #close: (() => void) | undefined
  #stopWaiting: (() => void) | undefined

  constructor(private readonly options: StreamOptions<Event>) {
    this.#cursor = options.after
    this.#open()
  }

  /** Leaves; nothing is called afterwards, and nothing is left behind. */
  readonly leave = (): void => {
    this.#isOver = true
    this.#letGo()
  }

  #open(): void {
    this.#letGo()
    const mine = this.#newest
    const isCurrent = (): boolean => !this.#isOver && mine === this.#newest
    const close = this.options.source(this.#cursor, {
      next: (event, isMadeUp = false) => isCurrent() && this.#take(event, isMadeUp),
      error: (error) => isCurrent() && this.#fail(readFault(error)),
      // A stream that completes before its last event was cut off by a server that is going away.
      complete: () => isCurrent() && this.#fail(readFault(undefined)),
    })
    // It may have ended before it was returned.
    if (isCurrent()) this.#close = close
    else close()
  }

  #take(event: Event, isMadeUp: boolean): void {
    if (!isMadeUp) {
      this.#failures = 0
      this.#beganAnew = false
    }
    this.#cursor = event.cursor
    const isLast = this.options.onEvent(event)
    if (isLast) this.leave()
  }

  #fail(fault: Fault): void {
    const { refuses = isFinal, onLost, onCursorRefused, onRefused } = this.options
    if (fault.code === 'BAD_USER_INPUT' && this.#cursor !== null) {
      const isSecond = this.#beganAnew
      this.#beganAnew = true
      this.#cursor = null
      onCursorRefused()
      if (this.#isOver) return
      if (!isSecond) return this.#open()
      // Nothing came since the last one was refused: asking at once for ever would help nobody.
      this.#wait(fault)
      onLost(fault)
    } else if (refuses(fault)) {
      this.leave()
      onRefused(fault)
    } else {
      this.#wait(fault)
      onLost(fault)
    }
  }

  #wait({ retryAfterMs }: Fault): void {
    const { wakeUp = browserWakeUp, random = Math.random } = this.options
    this.#letGo()
    const open = (): void => this.#open()
    const timer = setTimeout(open, backoffMs(this.#failures, random, retryAfterMs ?? 0))
    const stopListening = wakeUp(open)
    this.#failures += 1
    this.#stopWaiting = () => {
      clearTimeout(timer)
      stopListening()
    }
  }

  #letGo(): void {
    this.#newest += 1
    this.#stopWaiting?.()
    this.#close?.()
    this.#stopWaiting = this.#close = undefined
  }
}

const isFinal = ({ retryable }: Fault): boolean => !retryable
