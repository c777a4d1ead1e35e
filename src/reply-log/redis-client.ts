import { randomInt } from 'node:crypto'
import { Redis, ReplyError } from 'ioredis'

/** A command and its arguments. */
export type RedisCommand = readonly [name: string, ...parameters: (string | number)[]]

export interface RedisClientOptions {
  url: string
  /** As `CLIENT LIST` shows the connection; without spaces. */
  name: string
  /** How long one command may take, in milliseconds; then the connection is given up and made anew. */
  answerWithinMs: number
  /** The server went away, or refuses to do what it is told. Called once until `onBack`. */
  onAway: (reason: Error) => void
  onBack: () => void
}

/** Redis understood a command and refuses it: a right is missing, the memory is full, this is a replica. */
export class RedisRefusal extends Error {}

const longestPauseMs = 3_000
const connectWithinMs = 5_000

/**
 * One connection to Redis that comes back by itself whenever it breaks. Nothing waits in line while it is away: a command
 * fails at once then, and what was under way fails as well.
 */
export class RedisClient {
  readonly #redis: Redis
  readonly #options: RedisClientOptions
  #latestError: unknown
  #away = false
  #givenUp = false
  #closed = false

  constructor(options: RedisClientOptions) {
    this.#options = options
    this.#redis = new Redis(options.url, {
      connectionName: options.name,
      disableClientInfo: true,
      connectTimeout: connectWithinMs,
      commandTimeout: options.answerWithinMs,
      // A server that hangs never says goodbye.
      disconnectTimeout: 200,
      keepAlive: 10_000,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      // With every break, commands under way are told; otherwise they would wait for an answer that cannot come.
      maxRetriesPerRequest: 0,
      // Spread, so that many processes do not come back at the same instant.
      retryStrategy: (times) => Math.min(100 * 2 ** times, longestPauseMs) + randomInt(100),
    })
    this.#redis.on('error', (error) => (this.#latestError = error))
    this.#redis.on('close', () => this.#goAway(this.#latestError))
    this.#redis.on('ready', () => this.#comeBack())
  }

  get ready(): boolean {
    return this.#redis.status === 'ready'
  }

  /** One command, its answer as text. */
  async ask(command: RedisCommand): Promise<unknown> {
    try {
      return await this.#redis.call(...spread(command))
    } catch (error) {
      throw this.#judge(error)
    }
  }

  /**
   * Many commands in one round trip. A command that makes no sense to the data (`ERR`) counts as done; any other refusal
   * rejects, as does a connection that breaks.
   */
  async send(commands: readonly RedisCommand[]): Promise<void> {
    const pipeline = this.#redis.pipeline()
    for (const command of commands) pipeline.call(...spread(command))
    const results = (await pipeline.exec()) ?? []
    const errors = results.flatMap(([error]) => (error ? [this.#judge(error)] : []))
    const [broken] = errors.filter((error) => !(error instanceof RedisRefusal && codeOf(error) === 'ERR'))
    if (broken) throw broken
  }

  /** Resolves once there is a connection, or when `signal` fires. */
  async untilReady(signal: AbortSignal): Promise<void> {
    if (this.ready || signal.aborted) return
    await new Promise<void>((resolve) => {
      const go = () => {
        this.#redis.off('ready', go)
        signal.removeEventListener('abort', go)
        resolve()
      }
      this.#redis.on('ready', go)
      signal.addEventListener('abort', go)
    })
  }

  /** Gives the connection up and makes another one. */
  renew(): void {
    if (!this.ready || this.#givenUp) return
    this.#givenUp = true
    this.#redis.disconnect(true)
  }

  close(): void {
    this.#closed = true
    this.#redis.disconnect()
  }

  /** What failed, told without the command: its parameters are texts of replies, or a password. */
  #judge(error: unknown): Error {
    if (error instanceof ReplyError) return new RedisRefusal((error as Error).message)
    // Without an answer in time nobody knows what answer comes next on this connection.
    this.renew()
    return new Error(messageOf(error))
  }

  #goAway(error: unknown): void {
    this.#latestError = undefined
    this.#givenUp = false
    if (this.#away || this.#closed) return
    this.#away = true
    this.#options.onAway(new Error(messageOf(error)))
  }

  #comeBack(): void {
    this.#latestError = undefined
    if (!this.#away) return
    this.#away = false
    this.#options.onBack()
  }
}

/** The protocol's own code: the first word of a refusal. */
const codeOf = ({ message }: RedisRefusal): string => message.split(' ', 1)[0]!

const spread = ([name, ...parameters]: RedisCommand): [string, (string | number)[]] => [name, parameters]

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection was closed'
  // Of several addresses that all failed, Node tells no message.
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : []
  return error.message || (first instanceof Error ? first.message : error.name)
}
