import type { EpochTape } from './epoch-tape.ts'
import type { RedisClient, RedisCommand } from './redis-client.ts'
import { addEnd, addSegment, expireEnded, expireOpen } from './redis-tail-entry.ts'
import type { TailSource } from './tail.ts'

/** What one round trip may carry, in replies; the others come with the next. */
const mostRepliesAtOnce = 500
/** A longer piece is not worth the memory: Postgres has it with the next flush. In UTF-16 units. */
const longestSegment = 32 * 1024

/** Between two round trips: so many deltas travel as one, the more the busier this process and Redis are. */
const shortestPauseMs = 4
const longestPauseMs = 25

const refreshExpiryMs = 10_000

interface Told {
  position: number
  expirySetAt: number
}

/**
 * Tells Redis what the writers of this process append: one round trip at a time for all of them. It keeps no text of its
 * own, the tapes are the buffer; so a Redis that is slow or away costs nothing, and what it missed is not told later.
 */
export class RedisTailPublisher {
  readonly #redis: RedisClient
  readonly #onAnswer: (failure: Error | undefined) => void
  readonly #due = new Set<TailSource>()
  /** Ended, or given up: its stream expires soon. */
  readonly #over = new Map<TailSource, RedisCommand[]>()
  readonly #told = new WeakMap<EpochTape, Told>()
  #next: NodeJS.Immediate | NodeJS.Timeout | undefined
  #sending = false
  #mayGoOnAt = 0
  #closed = false

  /** `onAnswer` hears how each round trip went. */
  constructor(redis: RedisClient, onAnswer: (failure: Error | undefined) => void) {
    this.#redis = redis
    this.#onAnswer = onAnswer
  }

  publish(source: TailSource): void {
    if (!this.#redis.ready) return
    this.#due.add(source)
    this.#schedule()
  }

  publishEnd(source: TailSource): void {
    const { lease, tape } = source
    const end = addEnd(lease.replyId, { epoch: tape.epoch, position: tape.length })
    this.#finish(source, [end, expireEnded(lease.replyId)])
  }

  forget(source: TailSource): void {
    // Whoever goes on with the reply sets the longer time again.
    this.#finish(source, [expireEnded(source.lease.replyId)])
  }

  /** Says nothing before this moment, in milliseconds from now. */
  pause(forMs: number): void {
    this.#mayGoOnAt = performance.now() + forMs
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#next as NodeJS.Timeout)
    clearImmediate(this.#next as NodeJS.Immediate)
  }

  #finish(source: TailSource, commands: RedisCommand[]): void {
    this.#due.delete(source)
    if (!this.#redis.ready) return
    this.#over.set(source, commands)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#next || this.#sending || this.#closed) return
    const send = () => {
      this.#next = undefined
      void this.#send()
    }
    const pauseMs = this.#mayGoOnAt - performance.now()
    // Idle: at once, yet after all that this turn of the loop appends.
    this.#next = pauseMs > 0 ? setTimeout(send, pauseMs) : setImmediate(send)
  }

  async #send(): Promise<void> {
    const startedAt = performance.now()
    this.#sending = true
    try {
      const commands = this.#commands()
      if (commands.length > 0) await this.#redis.send(commands)
      const tookMs = performance.now() - startedAt
      this.pause(Math.min(Math.max(2 * tookMs, shortestPauseMs), longestPauseMs))
      this.#onAnswer(undefined)
    } catch (error) {
      // Not told again: Postgres has it by the time that Redis is back.
      this.#due.clear()
      this.#over.clear()
      this.#onAnswer(error as Error)
    }
    this.#sending = false
    if (this.#due.size + this.#over.size > 0) this.#schedule()
  }

  #commands(): RedisCommand[] {
    const commands: RedisCommand[] = []
    const take = <Source>(all: Iterable<Source>) => [...all].slice(0, mostRepliesAtOnce)
    for (const source of take(this.#due)) {
      this.#due.delete(source)
      commands.push(...this.#segment(source))
    }
    for (const [source, over] of take(this.#over)) {
      this.#over.delete(source)
      commands.push(...over)
    }
    return commands
  }

  #segment({ lease: { replyId }, tape, flushed }: TailSource): RedisCommand[] {
    const told = this.#told.get(tape) ?? { position: 0, expirySetAt: -Infinity }
    this.#told.set(tape, told)
    const position = Math.max(told.position, flushed)
    told.position = tape.length
    if (position >= tape.length || tape.length - position > longestSegment) return []

    const commands = [addSegment(replyId, { epoch: tape.epoch, position, ...tape.segmentFrom(position) })]
    // Again now and then: a stream that Redis lost and that was made anew must not stay for ever.
    if (performance.now() - told.expirySetAt > refreshExpiryMs) {
      told.expirySetAt = performance.now()
      commands.push(expireOpen(replyId))
    }
    return commands
  }
}
