import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beginning } from '../../src/reply-log/cursor.ts'
import type { ReplyLog } from '../../src/reply-log/reply-log.ts'
import { ReplyStore } from '../../src/reply/reply-store.ts'
import { openReply } from './open-reply.ts'
import { completed, engines, type Harness } from './reply-log-engines.ts'
import { Transcript } from './transcript.ts'

for (const [name, create] of Object.entries(engines)) {
  describe(`ReplyLog on ${name}`, () => {
    let harness: Harness
    let db: Harness['db']
    let here: ReplyLog
    let elsewhere: ReplyLog
    let settle: Harness['settle']
    let history: Harness['history']

    beforeAll(async () => {
      harness = await create()
      ;({ db, here, elsewhere, settle, history } = harness)
    })

    afterAll(() => harness.close())

    it('L1: a reader sees every part after its cursor, once, in order', async () => {
      const lease = await openReply(db)
      const appender = here.open(lease)
      const before = new Transcript()
      const followed = before.follow(here, lease.replyId)
      for (const word of ['Once ', 'upon ', 'a ', 'time']) {
        appender.appendText(word)
        await appender.flush()
      }
      await settle(appender, lease)
      await followed
      expect(before).toMatchObject({ text: 'Once upon a time', ends: 1, resets: 0 })

      const late = new Transcript()
      late.cursor = { epoch: 0, position: 5 }
      await late.follow(elsewhere, lease.replyId)
      expect(late).toMatchObject({ text: 'upon a time', ends: 1, events: 2 })
    })

    it('L1: a reader in another process has each flushed part before the reply ends', async () => {
      const lease = await openReply(db)
      const appender = here.open(lease)
      const reader = new Transcript()
      for (const text of ['one', 'one two', 'one two three']) {
        appender.appendText(text.slice(appender.tape.length))
        await appender.flush()
        await reader.follow(elsewhere, lease.replyId, () => reader.text === text)
      }
      expect(reader).toMatchObject({ text: 'one two three', ends: 0 })
      await settle(appender, lease)
    })

    it('L1: a notice takes a position and is told once to each reader, before and after settling', async () => {
      const lease = await openReply(db)
      const appender = here.open(lease)
      appender.appendText('one')
      appender.appendMark({ type: 'notice', kind: 'retrying', model: null })
      appender.appendText('two')
      await appender.flush()
      const live = new Transcript()
      await live.follow(elsewhere, lease.replyId, () => live.text === 'onetwo')
      expect(live).toMatchObject({ notices: 1, cursor: { epoch: 0, position: 7 } })
      await settle(appender, lease)

      await live.follow(elsewhere, lease.replyId)
      expect(live).toMatchObject({ text: 'onetwo', notices: 1, ends: 1 })
      const late = new Transcript()
      await late.follow(here, lease.replyId)
      expect(late).toMatchObject({ text: 'onetwo', notices: 1, ends: 1 })
    })

    it('L1: no event is cut inside a surrogate pair, and a cursor inside one is refused', async () => {
      const lease = await openReply(db)
      const appender = here.open(lease)
      // The bound on one event falls into the middle of a pair.
      const text = `x${'😀'.repeat(40_000)}`
      appender.appendText(text)
      const reader = await here.read(lease.replyId, beginning)
      const { value: first } = await reader.next()
      if (first?.type !== 'text-delta') throw new Error('expected text')
      expect(first.text.isWellFormed()).toBe(true)
      expect(first.text.length).toBeLessThan(text.length)
      await reader.return?.()
      await expect(here.read(lease.replyId, { epoch: 0, position: 2 })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      })
      await settle(appender, lease)
      const whole = new Transcript()
      await whole.follow(elsewhere, lease.replyId)
      expect(whole.text).toBe(text)
    })

    it('L2: whoever sees the end finds the same text in history', async () => {
      for (const log of [here, elsewhere]) {
        const lease = await openReply(db)
        const appender = here.open(lease)
        const reader = new Transcript()
        const atTheEnd = reader.follow(log, lease.replyId).then(() => history(lease.replyId))
        appender.appendText('all of it')
        await settle(appender, lease)
        expect(await atTheEnd).toBe('all of it')
        expect(reader).toMatchObject({ text: 'all of it', ends: 1 })
      }
    })

    it('L2: a reader that comes back with the cursor of the end gets the end again and nothing else', async () => {
      const lease = await openReply(db)
      const appender = here.open(lease)
      appender.appendText('done')
      await settle(appender, lease)
      const reader = new Transcript()
      await reader.follow(here, lease.replyId)
      const again = new Transcript()
      again.cursor = reader.cursor
      await again.follow(here, lease.replyId)
      expect(again).toMatchObject({ text: '', ends: 1, events: 1 })
    })

    it('L3: settling succeeds for one of many who race', async () => {
      const lease = await openReply(db)
      const appender = here.open(lease)
      appender.appendText('race')
      await appender.quiesce()
      const store = new ReplyStore(db.manager)
      const wins = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          store.settle(lease, appender.tape, index % 2 ? completed : { status: 'stopped' }),
        ),
      )
      expect(wins.filter(Boolean)).toHaveLength(1)
      appender.end()
    })

    it('L6: a reader that leaves while it waits ends at once and is not waited for', async () => {
      for (const log of [here, elsewhere]) {
        const lease = await openReply(db)
        const appender = here.open(lease)
        const left = await log.read(lease.replyId, beginning)
        const waiting = left.next()
        const stays = new Transcript()
        const followed = stays.follow(log, lease.replyId)
        await left.return?.()
        expect(await waiting).toEqual({ value: undefined, done: true })

        const gone = new AbortController()
        const aborted = await log.read(lease.replyId, beginning, gone.signal)
        const alsoWaiting = aborted.next()
        gone.abort()
        expect(await alsoWaiting).toEqual({ value: undefined, done: true })

        appender.appendText('still here')
        await settle(appender, lease)
        await followed
        expect(stays).toMatchObject({ text: 'still here', ends: 1 })
      }
    })

    it('L7: a reader that asks late gets one merged delta, not a queue', async () => {
      const lease = await openReply(db)
      const appender = here.open(lease)
      const slow = await here.read(lease.replyId, beginning)
      for (let index = 0; index < 1_000; index++) appender.appendText('word ')
      const { value } = await slow.next()
      expect(value).toMatchObject({ type: 'text-delta', text: 'word '.repeat(1_000) })
      await slow.return?.()
      await settle(appender, lease)
    })

    it('refuses a cursor that was never issued, and tells a reply that is not there', async () => {
      const lease = await openReply(db)
      const appender = here.open(lease)
      appender.appendText('short')
      await expect(here.read(lease.replyId, { epoch: 0, position: 6 })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      })
      await expect(here.read(lease.replyId, { epoch: 1, position: 0 })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      })
      await settle(appender, lease)
      await expect(elsewhere.read(lease.replyId, { epoch: 0, position: 7 })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      })
      await expect(here.read(lease.replyId.replace(/^./, '7'), beginning)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })
  })
}
