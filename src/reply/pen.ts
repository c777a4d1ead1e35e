import type { Delta, StartedRun } from '../provider/provider.ts'
import type { ReplyAppender } from '../reply-log/reply-log.ts'
import { OverlapTrimmer } from './overlap.ts'
import type { SleepGuard } from './sleep-guard.ts'
import { WellFormedText } from './well-formed-text.ts'

export interface PenOptions {
  sleep: SleepGuard
  /** The vendor has named its run. */
  onRun: (run: string) => void
  /** The first text came. */
  onFirstText: () => void
  /** The text that the model goes on from. */
  kept: string | undefined
  /** The run that is read on from the beginning. */
  rejoin: StartedRun | undefined
  /** UTF-16 units at the beginning of what comes that stand already. */
  again: number
}

/** Where the vendor's run stands, as far as it is known. */
interface Standing {
  id: string | undefined
  after: number
  /** UTF-16 units of the run's text up to there; undefined where nobody knows. */
  received: number | undefined
}

/** Takes the model's deltas as they come and appends them. */
export class Pen {
  #text = new WellFormedText()
  readonly #overlap: OverlapTrimmer | undefined
  #held: Delta[] = []
  #release: Promise<void> | undefined
  #started = false
  readonly #run: Standing
  /** UTF-16 units of what comes next that stand already. */
  #again: number
  /** UTF-16 units that stand beyond the run's last known place, and that came since. */
  #beyond: number
  #since = 0

  constructor(
    private readonly appender: ReplyAppender,
    private readonly signal: AbortSignal,
    private readonly options: PenOptions,
  ) {
    const { rejoin, again, kept } = options
    this.#again = this.#beyond = again
    this.#run = rejoin ? { ...rejoin, received: rejoin.received } : { id: undefined, after: 0, received: 0 }
    this.#overlap = kept === undefined ? undefined : new OverlapTrimmer(kept)
  }

  readonly take = (delta: Delta): void => {
    if (this.#release || this.options.sleep.slept) this.#hold(delta)
    else this.#write(delta)
  }

  /** The run to join again where its stream broke; undefined where it cannot be. What then comes twice is written once. */
  async resume(): Promise<StartedRun | undefined> {
    await this.#release
    const { id, after, received } = this.#run
    // What is taken off the beginning of a continuation has no place in the run.
    if (id === undefined || this.#overlap) return undefined
    this.#text = new WellFormedText()
    this.#again = this.#beyond
    this.#since = 0
    return { id, after, received }
  }

  /** The model is done: lets go of what waited. */
  async end(): Promise<void> {
    await this.#release
    this.signal.throwIfAborted()
    const rest = this.#text.end()
    this.appender.appendText(this.#overlap ? this.#overlap.push(rest) + this.#overlap.end() : rest)
  }

  /** A process that slept may have lost the reply: nothing is shown until that is known. */
  #hold(delta: Delta): void {
    this.#held.push(delta)
    this.#release ??= this.options.sleep.untilLooked().then(() => {
      this.#release = undefined
      for (const held of this.#held.splice(0)) this.#write(held)
    })
  }

  #write(delta: Delta): void {
    if (this.signal.aborted) return
    if (delta.type === 'run-started') {
      this.#run.id = delta.run
      this.options.onRun(delta.run)
    }
    if (delta.type !== 'text-delta') return
    const whole = this.#text.push(delta.text)
    const text = this.#overlap?.push(whole) ?? this.#new(whole, delta.place)
    // While something is held back the vendor is ahead of what is written.
    this.appender.appendText(text, this.#overlap?.holds ? undefined : delta.place)
    if (this.#started || text === '') return
    this.#started = true
    this.options.onFirstText()
  }

  /** What of it does not stand already; notes how far into the run it goes. */
  #new(text: string, place: number | undefined): string {
    const known = Math.min(this.#again, text.length)
    this.#again -= known
    this.#beyond += text.length - known
    this.#since += text.length
    if (place !== undefined) {
      if (this.#run.received !== undefined) this.#run.received += this.#since
      this.#run.after = place
      this.#since = 0
      this.#beyond = this.#again
    }
    return known === 0 ? text : text.slice(known)
  }
}
