import { randomInt } from 'node:crypto'
import type { Logger } from '../logger.ts'
import type { Lease } from '../reply-log/reply-log.ts'
import type { LeaseStore, TakenOverReply } from './lease-store.ts'
import type { ReplyRecovery } from './reply-recovery.ts'
import type { ReplyWriter } from './reply-writer.ts'
import type { SleepGuard } from './sleep-guard.ts'
import type { WritingPlaces } from './writing-places.ts'

const heartbeatMs = 1_000
/** A dead writer's lease has run out after three seconds; its reply is to go on within five. */
const lookMs = 500
const takeOverAtOnce = 20
/** Where this process is full: of what is to be stopped, or is left by all others. */
const takeOverAtLeast = 2
/** After the database was away those that write, who lost time as well, are to renew their leases first. */
const afterFailureMs = 2_000

export interface ReplyKeeperOptions {
  leases: LeaseStore
  writer: ReplyWriter
  recovery: ReplyRecovery
  places: WritingPlaces
  sleep: SleepGuard
  logger: Logger
  /** This process, as writer. */
  writerId: string
}

/** Something done again and again; answers when next, in milliseconds. */
type Round = () => Promise<number>

/**
 * Keeps replies from being left open: renews the leases of those written here once a second, hears stop requests that
 * other processes made, and takes over the replies of writers that died.
 */
export class ReplyKeeper {
  readonly #options: ReplyKeeperOptions
  readonly #timers = new Map<Round, NodeJS.Timeout>()
  readonly #rounds = new Set<Promise<void>>()
  #closed = false
  #taking = true

  constructor(options: ReplyKeeperOptions) {
    this.#options = options
  }

  start(): void {
    this.#schedule(this.#renew, 0)
    this.#schedule(this.#takeOver, 0)
  }

  /** Renews leases only: this process is about to end. */
  takeNothingMore(): void {
    this.#taking = false
  }

  /** Ends after the rounds under way; takes nothing over any more. */
  async close(): Promise<void> {
    this.#closed = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    await Promise.all(this.#rounds)
  }

  /** Apart from each other: what takes long to take over must not keep a heartbeat waiting. */
  #schedule(round: Round, delayMs: number): void {
    if (this.#closed) return
    const timer = setTimeout(() => {
      const running: Promise<void> = round().then((nextMs) => {
        this.#rounds.delete(running)
        this.#schedule(round, nextMs)
      })
      this.#rounds.add(running)
    }, delayMs)
    this.#timers.set(round, timer)
  }

  readonly #renew = async (): Promise<number> => {
    const { writer, sleep, logger } = this.#options
    const askedAt = performance.now()
    try {
      await this.#renewAll(writer.leases)
      sleep.looked(askedAt)
    } catch (error) {
      logger.warn({ err: error }, 'leases could not be renewed')
      // Asked in vain is asked too: while the database is away nobody else can take a reply over either.
      sleep.looked(performance.now())
    }
    // Spread, so that many processes do not ask at the same instant.
    return heartbeatMs - randomInt(200)
  }

  async #renewAll(leases: readonly Lease[]): Promise<void> {
    if (leases.length === 0) return
    const { writer } = this.#options
    const { held, stopRequested } = await this.#options.leases.renew(leases)
    for (const lease of leases) if (!held.has(lease.replyId)) writer.lose(lease)
    for (const replyId of stopRequested) void writer.stop(replyId)
  }

  readonly #takeOver = async (): Promise<number> => {
    const { leases, writer, writerId, places, logger } = this.#options
    const hasRoom = places.free > 0
    const limit = hasRoom ? Math.min(takeOverAtOnce, places.free) : takeOverAtLeast
    if (!this.#taking) return lookMs
    try {
      const except = writer.leases.map(({ replyId }) => replyId)
      const taken = await leases.takeOverExpired(writerId, { limit, hasRoom, except })
      await Promise.all(taken.map((reply) => this.#goOn(reply)))
      // As many as were asked for: more may wait.
      if (hasRoom && taken.length === limit) return 0
    } catch (error) {
      logger.warn({ err: error }, 'could not look for replies whose writer died')
      return afterFailureMs
    }
    return lookMs - randomInt(100)
  }

  async #goOn(reply: TakenOverReply): Promise<void> {
    const { recovery, logger } = this.#options
    logger.warn({ replyId: reply.replyId, attempts: reply.attempts }, 'took over a reply whose writer died')
    try {
      await recovery.goOn(reply)
    } catch (error) {
      // Its lease runs out once more, and whoever finds it then tries again.
      logger.warn({ err: error, replyId: reply.replyId }, 'could not go on with a reply')
    }
  }
}
