import { randomUUID } from 'node:crypto'
import { beginning } from '../../src/reply-log/cursor.ts'
import { EpochTape } from '../../src/reply-log/epoch-tape.ts'
import { RedisTail } from '../../src/reply-log/redis-tail.ts'
import type { StoredSegment } from '../../src/reply-log/reply-feed.ts'
import { eventually, inTime } from '../kit/eventually.ts'
import { startRedis, type RedisServer } from '../kit/redis.ts'

/** A reply that is written here. */
export const source = (epoch = 0) => ({ lease: { replyId: randomUUID() }, tape: new EpochTape(epoch), flushed: 0 })

/** What a follower was told. */
export class Heard {
  readonly segments: StoredSegment[] = []
  changes = 0
  readonly onSegment = (segment: StoredSegment) => void this.segments.push(segment)
  readonly onChange = () => void (this.changes += 1)

  get text(): string {
    return this.segments.map(({ text }) => text).join('')
  }
}

/** Two processes' tails, and the Redis between them. */
export class TailStage {
  readonly here: RedisTail
  readonly elsewhere: RedisTail
  /** That Redis went away or came back, as any of the tails told it. */
  readonly told: string[] = []
  readonly reasons: Error[] = []
  readonly #tails: RedisTail[] = []

  private constructor(readonly redis: RedisServer) {
    this.here = this.open()
    this.elsewhere = this.open()
  }

  static async start(): Promise<TailStage> {
    const stage = new TailStage(await startRedis())
    await stage.connected()
    return stage
  }

  /** One tail more, closed with the others. */
  open(url = this.redis.url): RedisTail {
    const tail = new RedisTail({
      url,
      onAway: (reason) => {
        this.reasons.push(reason)
        this.told.push(`away: ${reason.message}`)
      },
      onBack: () => void this.told.push('back'),
    })
    this.#tails.push(tail)
    return tail
  }

  /** Appends until somebody hears it: a tail that is not connected yet leaves out what it is told. */
  async connected(): Promise<void> {
    const probe = source()
    const heard = new Heard()
    const leave = this.elsewhere.follow(probe.lease.replyId, beginning, heard)
    await eventually(
      () => {
        probe.tape.appendText('.')
        this.here.publish(probe)
        return heard.text
      },
      { withinMs: 15_000 },
    )
    leave()
  }

  /** Fails where a tail holds the close up. */
  async close(): Promise<void> {
    for (const tail of this.#tails) await inTime(tail.close(), 5_000, 'the close')
    await this.redis.stop()
  }
}
