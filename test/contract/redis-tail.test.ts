import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beginning } from '../../src/reply-log/cursor.ts'
import type { RedisTail } from '../../src/reply-log/redis-tail.ts'
import { eventually } from '../kit/eventually.ts'
import { redisIsInstalled, type RedisServer } from '../kit/redis.ts'
import { Heard, source, TailStage } from './tail-stage.ts'

const streamOf = (replyId: string) => `parley:{${replyId.slice(-1)}}:tail:${replyId}`

// eslint-disable-next-line no-restricted-syntax -- Redis is optional for Parley, so it is for who works on it
describe.skipIf(!redisIsInstalled())('the tail in Redis', () => {
  let stage: TailStage
  let redis: RedisServer
  let here: RedisTail
  let elsewhere: RedisTail

  beforeEach(async () => {
    stage = await TailStage.start()
    ;({ redis, here, elsewhere } = stage)
  })
  afterEach(() => stage.close())

  it('brings what is appended to a follower elsewhere, once and in order, with its marks', async () => {
    const reply = source()
    const heard = new Heard()
    elsewhere.follow(reply.lease.replyId, beginning, heard)
    for (let index = 0; index < 100; index++) {
      reply.tape.appendText(`word${index} 🙂 `)
      if (index === 50) reply.tape.appendMark({ type: 'notice', kind: 'retrying', model: 'fake/two' })
      here.publish(reply)
      if (index % 10 === 0) await eventually(() => heard.text === reply.tape.text, { everyMs: 2 })
    }
    await eventually(() => heard.text === reply.tape.text)
    expect(heard.segments.flatMap(({ marks }) => marks)).toEqual(reply.tape.marks)
    let end = 0
    for (const { position, text, marks } of heard.segments) {
      expect(position).toBe(end)
      end += text.length + marks.length
    }
    expect(end).toBe(reply.tape.length)
    expect(stage.told).toEqual([])
  })

  it('tells a follower that comes late what stands after its cursor', async () => {
    const reply = source()
    const first = new Heard()
    const leave = elsewhere.follow(reply.lease.replyId, beginning, first)
    for (const word of ['one ', 'two ', 'three ']) {
      reply.tape.appendText(word)
      here.publish(reply)
      await eventually(() => first.text === reply.tape.text)
    }
    leave()
    const late = new Heard()
    elsewhere.follow(reply.lease.replyId, { epoch: 0, position: 5 }, late)
    await eventually(() => late.text.endsWith('three '))
    expect(late.segments[0]).toMatchObject({ position: 4, text: 'two ' })
  })

  it('tells a follower in the place of one who left everything from its own cursor', async () => {
    for (let round = 0; round < 20; round++) {
      const reply = source()
      const [left, came] = [new Heard(), new Heard()]
      const leave = elsewhere.follow(reply.lease.replyId, beginning, left)
      reply.tape.appendText('one ')
      here.publish(reply)
      await eventually(() => left.text === 'one ', { everyMs: 1 })
      leave()
      // Answers the read that the first one asked for, when the second is there already.
      reply.tape.appendText('two')
      elsewhere.publish({ ...reply, flushed: 4 })
      const leaveToo = elsewhere.follow(reply.lease.replyId, beginning, came)
      await eventually(() => came.text.endsWith('two'), { everyMs: 1 })
      expect(came.text).toBe('one two')
      leaveToo()
    }
  })

  it('leaves out what Postgres has', async () => {
    const reply = source()
    const heard = new Heard()
    elsewhere.follow(reply.lease.replyId, beginning, heard)
    reply.tape.appendText('stored and not')
    here.publish({ ...reply, flushed: 7 })
    await eventually(() => heard.segments.length)
    expect(heard.segments).toEqual([{ epoch: 0, position: 7, text: 'and not', marks: [] }])
  })

  it('serves many replies at once, and tells each follower of its own only', async () => {
    const replies = Array.from({ length: 200 }, () => ({ ...source(), heard: new Heard() }))
    for (const { lease, heard } of replies) elsewhere.follow(lease.replyId, beginning, heard)
    for (let round = 0; round < 5; round++) {
      for (const reply of replies) {
        reply.tape.appendText(`${reply.lease.replyId} ${round} `)
        here.publish(reply)
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
    await eventually(() => replies.every(({ heard, tape }) => heard.text === tape.text), { withinMs: 10_000 })
  })

  it('says that a reply ended, after which its stream expires within a minute', async () => {
    const reply = source(2)
    const heard = new Heard()
    elsewhere.follow(reply.lease.replyId, beginning, heard)
    reply.tape.appendText('all of it')
    here.publish(reply)
    await eventually(() => heard.text === 'all of it')
    const stream = streamOf(reply.lease.replyId)
    expect(await redis.command('TTL', stream)).toBeGreaterThan(60)
    here.publishEnd(reply)
    await eventually(() => heard.changes)
    expect(await redis.command('TTL', stream)).toBeLessThanOrEqual(60)
    expect(await redis.command('TTL', stream)).toBeGreaterThan(0)
  })

  it('keeps a bounded piece of a reply, and no key that does not expire', async () => {
    const reply = source()
    const heard = new Heard()
    elsewhere.follow(reply.lease.replyId, beginning, heard)
    for (let index = 0; index < 600; index++) {
      reply.tape.appendText('word ')
      here.publish(reply)
      await eventually(() => heard.text.length === reply.tape.length, { everyMs: 1 })
    }
    expect(await redis.command('XLEN', streamOf(reply.lease.replyId))).toBeLessThan(400)
    for (const key of (await redis.command('KEYS', '*')) as string[]) {
      expect(await redis.command('TTL', key), key).toBeGreaterThan(0)
    }
  }, 60_000)

  it('goes on after Redis lost everything, with what comes next', async () => {
    const reply = source()
    const heard = new Heard()
    elsewhere.follow(reply.lease.replyId, beginning, heard)
    reply.tape.appendText('before ')
    here.publish(reply)
    await eventually(() => heard.text === 'before ')
    await redis.flush()
    reply.tape.appendText('after')
    here.publish(reply)
    await eventually(() => heard.text === 'before after')
  })
})
