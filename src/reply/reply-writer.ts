import type { Logger } from '../logger.ts'
import type { Provider } from '../provider/provider.ts'
import { EpochTape } from '../reply-log/epoch-tape.ts'
import { carryOn } from '../reply-log/lineage.ts'
import type { Opening } from '../reply-log/reply-feed.ts'
import type { Ending, Lease, ReplyAppender, ReplyLog } from '../reply-log/reply-log.ts'
import { askModel, type Assignment } from './ask-model.ts'
import type { AttemptStore } from './attempt-store.ts'
import { failureOf } from './failure.ts'
import type { Outcome, ReplyStore } from './reply-store.ts'
import { patiently } from './patiently.ts'
import type { SleepGuard } from './sleep-guard.ts'
import type { ThreadStore } from './thread-store.ts'
import type { WritingPlace } from './writing-places.ts'

/** Why a writer puts its pen down before the model is done. */
type Interruption = 'stopped' | 'handed-over' | 'lease-lost'

/** What a reply is written with. */
export interface Writing extends Assignment {
  place: WritingPlace
  /** Where something of the reply is stored already. */
  opening?: Opening | undefined
  /** Goes on by other means where the run could not be joined again; the lease is still held then. */
  otherwise?: (() => void) | undefined
}

export interface ReplyWriterOptions {
  replies: ReplyStore
  attempts: AttemptStore
  threads: ThreadStore
  sleep: SleepGuard
  log: ReplyLog
  logger: Logger
  /** The server's own instructions, where a conversation and model have none. */
  instructions: string | undefined
}

interface Running {
  lease: Lease
  appender: ReplyAppender
  interrupt: AbortController
  opening: Opening | undefined
  /** The vendor's run, where it goes on without us until it is cancelled. */
  run: { provider: Provider; id: string } | undefined
  done: Promise<void>
}

/** For a vendor to hear that a run is given up, in milliseconds. */
const cancelMs = 5_000

/** Writes the replies whose leases this process holds: the model's deltas into the log, then the outcome into the row. */
export class ReplyWriter {
  readonly #options: ReplyWriterOptions
  readonly #running = new Map<string, Running>()
  #draining = false
  #drained = false

  constructor(options: ReplyWriterOptions) {
    this.#options = options
  }

  /** False once this process is about to end. */
  get accepting(): boolean {
    return !this.#draining
  }

  /** Leases that need a heartbeat. */
  get leases(): Lease[] {
    return [...this.#running.values()].map(({ lease }) => lease)
  }

  /**
   * Begins to write as soon as the place is free; never throws and is not waited for: whatever happens ends in the reply
   * itself. After a drain nothing begins: the lease runs out, and the next process goes on.
   */
  start(lease: Lease, writing: Writing): void {
    this.#run(lease, writing, (running) => this.#ask(running, writing))
  }

  /** Ends a reply that was taken over without asking a model again; its text so far is kept. */
  conclude(lease: Lease, opening: Opening, outcome: Outcome): void {
    this.#run(lease, { opening }, () => Promise.resolve(outcome))
  }

  /** Stops a reply of this process and waits until it is settled; false where it is not written here. */
  async stop(replyId: string): Promise<boolean> {
    const running = this.#running.get(replyId)
    if (!running) return false
    running.interrupt.abort('stopped' satisfies Interruption)
    await running.done
    return true
  }

  /** The lease is gone; a later one of the same reply, which this process may hold by now, stays. */
  lose({ replyId, fence }: Pick<Lease, 'replyId' | 'fence'>): void {
    const running = this.#running.get(replyId)
    if (running?.lease.fence === fence) running.interrupt.abort('lease-lost' satisfies Interruption)
  }

  /** Gives running replies `graceMs` to finish, then stores what they have and hands the rest over. */
  async drain(graceMs: number): Promise<Lease[]> {
    this.#draining = true
    const running = [...this.#running.values()]
    const all = Promise.all(running.map(({ done }) => done))
    let timer: NodeJS.Timeout | undefined
    await Promise.race([all, new Promise((resolve) => (timer = setTimeout(resolve, graceMs)))])
    clearTimeout(timer)
    this.#drained = true
    const left = [...this.#running.values()]
    for (const { interrupt } of left) interrupt.abort('handed-over' satisfies Interruption)
    await Promise.all(left.map(({ done }) => done))
    return left.map(({ lease }) => lease)
  }

  #run(
    lease: Lease,
    { opening, place, otherwise }: Partial<Writing>,
    write: (running: Running) => Promise<Outcome>,
  ): void {
    const earlier = this.#running.get(lease.replyId)
    // This process may take over from itself: a lease that ran out while its commit was on the way, or one lost and won again.
    if (this.#drained || (earlier && earlier.lease.fence > lease.fence)) return place?.leave()
    earlier?.interrupt.abort('lease-lost' satisfies Interruption)
    const interrupt = new AbortController()
    const appender = this.#options.log.open(lease, opening)
    const lost = () => interrupt.abort('lease-lost' satisfies Interruption)
    appender.lost.addEventListener('abort', lost, { once: true })

    const running: Running = { lease, appender, interrupt, opening, run: undefined, done: Promise.resolve() }
    let next: (() => void) | undefined
    running.done = write(running)
      .catch((error: unknown) => {
        // A run that cannot be joined is no end of the reply.
        if (!otherwise || interrupt.signal.aborted) return this.#outcomeOf(running, error)
        this.#options.logger.warn({ err: error, replyId: lease.replyId }, 'could not join the run of a reply again')
        next = otherwise
        return undefined
      })
      .then((outcome) => (outcome ? this.#settle(running, outcome) : this.#putDown(running, next !== undefined)))
      .catch((error: unknown) => {
        this.#options.logger.error({ err: error, replyId: lease.replyId }, 'a reply could not be settled')
        appender.release()
      })
      .finally(() => {
        appender.lost.removeEventListener('abort', lost)
        place?.leave()
        if (this.#running.get(lease.replyId) === running) this.#running.delete(lease.replyId)
        next?.()
      })
    this.#running.set(lease.replyId, running)
  }

  async #ask(running: Running, writing: Writing): Promise<Outcome> {
    const { lease, appender, interrupt } = running
    const { provider } = writing.model
    await untilFree(writing.place, interrupt.signal)
    if (writing.rejoin) running.run = { provider, id: writing.rejoin.id }
    return askModel(
      writing,
      { appender, signal: interrupt.signal },
      {
        ...this.#options,
        onRun: (id) => {
          running.run = { provider, id }
          this.#options.attempts.nameRun(lease, id).catch((error: unknown) => {
            this.#options.logger.warn({ err: error, replyId: lease.replyId }, 'could not note the run of a reply')
          })
        },
        onFirstText: () => this.#markStreaming(lease),
      },
    )
  }

  /** Undefined where this process has nothing more to say about the reply. */
  #outcomeOf(running: Running, error: unknown): Outcome | undefined {
    const { lease, appender, interrupt } = running
    const interruption = interrupt.signal.aborted ? (interrupt.signal.reason as Interruption) : undefined
    if (interruption === 'stopped') {
      this.#cancel(running)
      return { status: 'stopped' }
    }
    if (interruption !== undefined) return undefined
    this.#cancel(running)
    const failure = failureOf(error, appender.tape.text !== '')
    const level = failure.code === 'INTERNAL' ? 'error' : 'warn'
    this.#options.logger[level]({ err: error, replyId: lease.replyId, code: failure.code }, 'a reply failed')
    return { status: 'failed', error: failure }
  }

  async #settle(running: Running, outcome: Outcome): Promise<void> {
    const { lease, appender, interrupt } = running
    // From here on only the lease can still be lost: the outcome is decided, and a stop that comes now comes too late.
    await appender.quiesce()
    const last = outcome.status === 'completed' ? undefined : shorterEnding(running)
    const { epoch, text, marks } = last?.tape ?? appender.tape
    const final = { epoch, text, marks, lineage: last?.lineage }
    const settle = () => this.#options.replies.settle(lease, final, outcome)
    const settled = await patiently(settle, appender.lost)
    if (!settled) return appender.release()
    // Row first, log second: whoever sees the end must find the text already in history (L2).
    appender.end(last)
    this.#options.logger.debug(
      { replyId: lease.replyId, outcome: outcome.status, interrupted: interrupt.signal.aborted },
      'reply settled',
    )
  }

  /** Not ours to end: stores what there is, where that still counts, and leaves the rest to the next writer. */
  async #putDown({ appender, interrupt }: Running, goesOn: boolean): Promise<void> {
    if (goesOn || interrupt.signal.reason === 'handed-over') await appender.flush()
    appender.release()
  }

  /** A vendor whose runs outlive their connection has to be told. */
  #cancel({ run, lease }: Running): void {
    run?.provider.cancel?.(run.id, AbortSignal.timeout(cancelMs)).catch((error: unknown) => {
      this.#options.logger.warn(
        { err: error, replyId: lease.replyId },
        'could not cancel the run of a reply that is over',
      )
    })
  }

  #markStreaming(lease: Lease): void {
    this.#options.replies.markStreaming(lease).catch((error: unknown) => {
      // Only the status lags behind; settling sets it for good.
      this.#options.logger.warn({ err: error, replyId: lease.replyId }, 'could not mark a reply as streaming')
    })
  }
}

/**
 * A run that was joined again says what it said before, but a reply that does not come to the run's end may be shorter
 * than what somebody saw of it. It ends in the next epoch, which carries all of it: who had more begins anew.
 */
function shorterEnding({ opening, appender: { tape } }: Running): Ending | undefined {
  if (!opening?.rejoined) return undefined
  const lineage = carryOn(opening.lineage, { epoch: tape.epoch, position: tape.length }, 'recovery')
  return { tape: EpochTape.of(tape.epoch + 1, tape.text, tape.marks), lineage }
}

/** Resolves once the place may be written in; rejects with the signal's reason where it fires before. */
function untilFree(place: WritingPlace, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error)
    signal.addEventListener('abort', leave, { once: true })
    place.whenFree(() => {
      signal.removeEventListener('abort', leave)
      resolve()
    })
  })
}
