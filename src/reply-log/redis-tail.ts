import { randomUUID } from 'node:crypto'
import type { Cursor } from './cursor.ts'
import { RedisClient, RedisRefusal, type RedisCommand } from './redis-client.ts'
import { RedisTailPublisher } from './redis-tail-publisher.ts'
import { blockMs, RedisTailReader } from './redis-tail-reader.ts'
import type { Tail, TailListener, TailSource } from './tail.ts'

export interface RedisTailOptions {
  url: string
  /** Redis went away or refuses; called once until `onBack`. Everything goes on through Postgres meanwhile. */
  onAway: (reason: Error) => void
  onBack: () => void
}

const answerWithinMs = 2_000
const afterRefusalMs = 5_000
const bellExpirySeconds = 60

/** The tail in Redis Streams: a stream for each open reply, which expires soon after its end. */
export class RedisTail implements Tail {
  readonly #options: RedisTailOptions
  readonly #commands: RedisClient
  readonly #publisher: RedisTailPublisher
  readonly #reader: RedisTailReader
  /** What does not work now: a connection, or what is done over it. */
  readonly #lost = new Set<string>()

  constructor(options: RedisTailOptions) {
    this.#options = options
    this.#commands = this.#connect('parley-tail', answerWithinMs)
    this.#publisher = new RedisTailPublisher(this.#commands, (failure) => this.#judge('publishing', failure))
    const bell = `parley:{0}:bell:${randomUUID()}`
    this.#reader = new RedisTailReader({
      redis: this.#connect('parley-tail-reader', blockMs + answerWithinMs),
      bell,
      ring: (id) => void this.#ring(bell, id),
      onAnswer: (failure) => this.#judge('reading', failure),
    })
  }

  publish(source: TailSource): void {
    this.#publisher.publish(source)
  }

  publishEnd(source: TailSource): void {
    this.#publisher.publishEnd(source)
  }

  forget(source: TailSource): void {
    this.#publisher.forget(source)
  }

  follow(replyId: string, after: Cursor, listener: TailListener): () => void {
    return this.#reader.follow(replyId, after, listener)
  }

  async close(): Promise<void> {
    this.#publisher.close()
    this.#commands.close()
    await this.#reader.close()
  }

  #connect(name: string, withinMs: number): RedisClient {
    const onAway = (reason: Error) => this.#lose(name, reason)
    return new RedisClient({
      url: this.#options.url,
      name,
      answerWithinMs: withinMs,
      onAway,
      onBack: () => this.#regain(name),
    })
  }

  /** A connection that breaks tells so itself. One that is whole may be refused: a right is missing, the memory is full. */
  #judge(what: 'publishing' | 'reading', failure: Error | undefined): void {
    if (!failure) return this.#regain(what)
    if (!(failure instanceof RedisRefusal)) return
    this.#lose(what, failure)
    if (what === 'publishing') this.#publisher.pause(afterRefusalMs)
  }

  #lose(what: string, reason: Error): void {
    if (this.#lost.size === 0) this.#options.onAway(reason)
    this.#lost.add(what)
  }

  #regain(what: string): void {
    if (this.#lost.delete(what) && this.#lost.size === 0) this.#options.onBack()
  }

  async #ring(bell: string, id: string): Promise<void> {
    const commands: RedisCommand[] = [
      ['XADD', bell, 'MAXLEN', 1, id, 'ring', '1'],
      ['EXPIRE', bell, bellExpirySeconds],
    ]
    // Not heard, it costs the new follower a moment: it is read from the next round on.
    if (this.#commands.ready) await this.#commands.send(commands).catch(() => undefined)
  }
}
