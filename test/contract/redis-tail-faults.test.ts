import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beginning } from '../../src/reply-log/cursor.ts'
import type { RedisTail } from '../../src/reply-log/redis-tail.ts'
import { eventually } from '../kit/eventually.ts'
import { redisIsInstalled, type RedisServer } from '../kit/redis.ts'
import { Heard, source, TailStage } from './tail-stage.ts'

// eslint-disable-next-line no-restricted-syntax -- Redis is optional for Parley, so it is for who works on it
describe.skipIf(!redisIsInstalled())('the tail, where Redis breaks', () => {
  let stage: TailStage
  let redis: RedisServer
  let here: RedisTail
  let elsewhere: RedisTail
  let told: string[]

  beforeEach(async () => {
    stage = await TailStage.start()
    ;({ redis, here, elsewhere, told } = stage)
  })
  afterEach(() => stage.close())

  it('is used again after Redis died and came back, and says each once', async () => {
    const reply = source()
    const heard = new Heard()
    elsewhere.follow(reply.lease.replyId, beginning, heard)
    await redis.kill()
    await eventually(() => told.length === 2, { withinMs: 10_000 })
    reply.tape.appendText('lost ')
    here.publish(reply)
    here.publishEnd(source())
    await redis.restart()
    await eventually(() => told.length === 4, { withinMs: 15_000 })
    expect(told.map((line) => line.split(':')[0])).toEqual(['away', 'away', 'back', 'back'])
    await eventually(
      () => {
        reply.tape.appendText('found ')
        here.publish({ ...reply, flushed: 5 })
        return heard.text
      },
      { withinMs: 15_000 },
    )
    expect(heard.segments[0]).toMatchObject({ position: 5 })
  }, 60_000)

  it('waits for a Redis that is away at the start', async () => {
    await redis.kill()
    const early = stage.open()
    early.publish(source())
    const reply = source()
    const heard = new Heard()
    early.follow(reply.lease.replyId, beginning, heard)
    await eventually(() => told.length === 3)
    await redis.restart()
    await eventually(
      () => {
        reply.tape.appendText('word ')
        early.publish(reply)
        return heard.text
      },
      { withinMs: 15_000 },
    )
  }, 60_000)

  it('waits for nothing and keeps nothing while Redis stands still', async () => {
    redis.stall()
    const replies = Array.from({ length: 100 }, () => source())
    const text = 'word '.repeat(400)
    const memory = () => process.memoryUsage().heapUsed + process.memoryUsage().external
    const before = memory()
    let appended = 0
    await eventually(
      () => {
        for (const reply of replies) {
          reply.tape.appendText(text)
          here.publish(reply)
          appended += text.length
        }
        return appended > 100_000_000 && told.some((line) => line.startsWith('away'))
      },
      { withinMs: 30_000, everyMs: 0 },
    )
    expect(memory() - before).toBeLessThan(70_000_000)
    redis.resume()
    await eventually(() => told.includes('back'), { withinMs: 15_000 })
    await stage.connected()
  }, 60_000)

  it('says once that it is refused, without what it wanted to say, and once that it is not any more', async () => {
    await redis.command('CONFIG', 'SET', 'maxmemory', 1)
    const reply = source()
    const append = () => {
      reply.tape.appendText('word ')
      here.publish(reply)
    }
    await eventually(() => {
      append()
      return told.length
    })
    expect(told).toEqual([expect.stringContaining('away: OOM')])
    expect(inspect(stage.reasons[0])).not.toContain('word')
    await redis.command('CONFIG', 'SET', 'maxmemory', 0)
    await eventually(
      () => {
        append()
        return told.length > 1
      },
      { withinMs: 15_000 },
    )
    expect(told[1]).toBe('back')
  }, 60_000)

  it('never tells the password', async () => {
    await redis.command('CONFIG', 'SET', 'requirepass', 'right-password')
    stage.open(redis.url.replace('//', '//:wrong-password@'))
    const reason = await eventually(() => stage.reasons[0])
    expect(reason.message).toMatch(/WRONGPASS/)
    expect(inspect(reason)).not.toContain('wrong-password')
  })
})
