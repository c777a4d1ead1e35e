import { setTimeout as wait } from 'node:timers/promises'
import type { Cursor } from './cursor.ts'
import { RedisRefusal, type RedisClient } from './redis-client.ts'
import { entryId, readEntries, streamOf, type TailEntry } from './redis-tail-entry.ts'
import type { TailListener } from './tail.ts'

/** How long one XREAD waits on the server, in milliseconds. */
export const blockMs = 5_000
const mostEntriesAtOnce = 64
/** Between two reads: what came meanwhile is read as one, the more the busier this process and Redis are. */
const longestPauseMs = 25
const afterRefusalMs = 5_000

interface Followed {
  /** Of the newest entry that was read. */
  id: string
  listener: TailListener
}

export interface RedisTailReaderOptions {
  /** A connection of its own: it is blocked most of the time. */
  redis: RedisClient
  /** The stream that ends a read under way; nobody else reads it. */
  bell: string
  /** Adds an entry to the bell, from another connection. */
  ring: (id: string) => void
  /** Hears how each read went. */
  onAnswer: (failure: Error | undefined) => void
}

/** Reads the streams of all replies that are followed here, by one blocking command at a time. */
export class RedisTailReader {
  readonly #options: RedisTailReaderOptions
  readonly #followed = new Map<string, Followed>()
  readonly #closed = new AbortController()
  readonly #done: Promise<void>
  #rung = 0
  #heard = 0
  #ringing: NodeJS.Immediate | undefined
  #blocked = false
  #begin: (() => void) | undefined

  constructor(options: RedisTailReaderOptions) {
    this.#options = options
    this.#done = this.#run()
  }

  follow(replyId: string, after: Cursor, listener: TailListener): () => void {
    const stream = streamOf(replyId)
    const followed = { id: entryId(after), listener }
    this.#followed.set(stream, followed)
    this.#begin?.()
    this.#ring()
    return () => {
      if (this.#followed.get(stream) === followed) this.#followed.delete(stream)
    }
  }

  async close(): Promise<void> {
    clearImmediate(this.#ringing)
    this.#closed.abort()
    this.#begin?.()
    this.#options.redis.close()
    await this.#done
  }

  /** Ends the read under way, so that the next one has the new stream too. A bell that is not heard costs one `blockMs`. */
  #ring(): void {
    if (!this.#blocked || this.#ringing) return
    this.#ringing = setImmediate(() => {
      this.#ringing = undefined
      if (this.#blocked) this.#options.ring(`${++this.#rung}-0`)
    })
  }

  async #run(): Promise<void> {
    const { signal } = this.#closed
    const { redis, onAnswer } = this.#options
    while (!signal.aborted) {
      if (this.#followed.size === 0) {
        await new Promise<void>((resolve) => (this.#begin = resolve))
        this.#begin = undefined
        continue
      }
      await redis.untilReady(signal)
      try {
        await this.#read()
        onAnswer(undefined)
      } catch (error) {
        if (signal.aborted) break
        onAnswer(error as Error)
        const pauseMs = error instanceof RedisRefusal ? afterRefusalMs : longestPauseMs
        await wait(pauseMs, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  async #read(): Promise<void> {
    const { redis, bell } = this.#options
    const asked = new Map(this.#followed)
    const streams = [bell, ...asked.keys()]
    const ids = [`${this.#heard}-0`, ...[...asked.values()].map(({ id }) => id)]
    this.#blocked = true
    try {
      const command = ['XREAD', 'COUNT', mostEntriesAtOnce, 'BLOCK', blockMs, 'STREAMS', ...streams, ...ids] as const
      const answer = await redis.ask(command)
      const startedAt = performance.now()
      this.#blocked = false
      for (const [stream, entries] of readEntries(answer)) {
        if (stream === bell) this.#heard = this.#rung
        else this.#hear(stream, { asked: asked.get(stream), entries })
      }
      const tookMs = performance.now() - startedAt
      if (tookMs > 1) await wait(Math.min(2 * tookMs, longestPauseMs), undefined, { signal: this.#closed.signal })
    } finally {
      this.#blocked = false
    }
  }

  #hear(stream: string, { asked, entries }: { asked: Followed | undefined; entries: TailEntry[] }): void {
    for (const { id, segment } of entries) {
      // Looked up for each: whoever hears may leave. And who came in the place of one who left wants it from another cursor.
      const followed = this.#followed.get(stream)
      if (!followed || followed !== asked) return
      followed.id = id
      if (segment) followed.listener.onSegment(segment)
      else followed.listener.onChange()
    }
  }
}
