import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReplyLog } from '../../src/reply-log/reply-log.ts'
import { carryOver, openReply, rejoin, takeOver } from './open-reply.ts'
import { engines, type Harness } from './reply-log-engines.ts'
import { Transcript } from './transcript.ts'

for (const [name, create] of Object.entries(engines)) {
  describe(`ReplyLog on ${name}, when a writer is followed by another`, () => {
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

    it('L4: a writer whose lease was taken over can neither append nor settle, and learns it', async () => {
      const lease = await openReply(db)
      const late = here.open(lease)
      late.appendText('kept')
      await late.flush()
      const next = await takeOver(db, lease)
      const appender = elsewhere.open(next)
      late.appendText(' lost')
      await late.flush()
      expect(late.lost.aborted).toBe(true)
      expect(await settle(late, lease)).toBe(false)
      appender.appendText('anew')
      expect(await settle(appender, next)).toBe(true)
      expect(await history(lease.replyId)).toBe('anew')
    })

    it('L5: a cursor of an earlier epoch gets one reset, then the current epoch from its beginning', async () => {
      const lease = await openReply(db)
      const first = here.open(lease)
      first.appendText('first words')
      await first.flush()
      const reader = new Transcript()
      await reader.follow(here, lease.replyId, () => reader.text === 'first words')
      const next = await takeOver(db, lease)
      const second = elsewhere.open(next)
      second.appendText('other words')
      const followed = reader.follow(here, lease.replyId)
      await settle(second, next)
      first.release()
      await followed
      expect(reader).toMatchObject({ text: 'other words', resets: 1, ends: 1 })

      const old = new Transcript()
      old.cursor = { epoch: 0, position: 4 }
      await old.follow(elsewhere, lease.replyId)
      expect(old).toMatchObject({ text: 'other words', resets: 1, ends: 1 })
    })

    it('L5: a reader that saw text which was never flushed is set right, even where nothing else is written', async () => {
      const lease = await openReply(db)
      const first = here.open(lease)
      first.appendText('flushed')
      await first.flush()
      first.appendText(' and not')
      const reader = new Transcript()
      await reader.follow(here, lease.replyId, () => reader.text === 'flushed and not')
      first.release()
      const next = await takeOver(db, lease)
      const second = elsewhere.open(next)
      second.appendText('flushed')
      await settle(second, next, { status: 'stopped' })
      await reader.follow(elsewhere, lease.replyId)
      expect(reader).toMatchObject({ text: 'flushed', resets: 1, ends: 1 })
    })

    it('L5: a cursor within what the next epoch carries goes on there without a reset, wherever it is read', async () => {
      const lease = await openReply(db)
      const dead = here.open(lease)
      dead.appendText('kept ')
      await dead.flush()
      const early = new Transcript()
      await early.follow(here, lease.replyId, () => early.text === 'kept ')
      dead.appendText('and lost')
      const ahead = new Transcript()
      await ahead.follow(here, lease.replyId, () => ahead.text === 'kept and lost')
      dead.release()

      const second = await carryOver(db, elsewhere, lease)
      second.appender.appendText('two ')
      await second.appender.flush()
      const behind = new Transcript()
      await behind.follow(here, lease.replyId, () => behind.text === 'kept two ')
      second.appender.release()
      const third = await carryOver(db, here, second.lease)
      third.appender.appendText('three')
      const following = [early, behind].map((reader) => reader.follow(elsewhere, lease.replyId))
      await settle(third.appender, third.lease)
      await Promise.all([...following, ahead.follow(here, lease.replyId)])
      expect(early).toMatchObject({ text: 'kept two three', resets: 0, ends: 1 })
      expect(behind).toMatchObject({ text: 'kept two three', resets: 0, ends: 1 })
      expect(ahead).toMatchObject({ text: 'kept two three', resets: 1, ends: 1 })
      expect(early.cursor.epoch).toBe(2)

      const late = new Transcript()
      late.cursor = { epoch: 0, position: 2 }
      await late.follow(elsewhere, lease.replyId)
      expect(late).toMatchObject({ text: 'pt two three', resets: 0, ends: 1 })
    })

    it('L5: a reader with nothing yet is not told of a reset, whatever epoch the reply is in', async () => {
      const lease = await openReply(db)
      here.open(lease).release()
      const next = await takeOver(db, lease)
      const appender = here.open(next)
      appender.appendText('anew')
      await settle(appender, next)
      const reader = new Transcript()
      await reader.follow(elsewhere, lease.replyId)
      expect(reader).toMatchObject({ text: 'anew', resets: 0, ends: 1 })
    })

    it('L1: a run that was joined again goes on in the same epoch, and a reader that is ahead of it waits', async () => {
      const lease = await openReply(db)
      const dead = here.open(lease)
      dead.appendText('first ', 7)
      await dead.flush()
      dead.appendText('second ', 8)
      const reader = new Transcript()
      await reader.follow(here, lease.replyId, () => reader.text === 'first second ')
      dead.release()
      const { lease: taken, place, appender } = await rejoin(db, elsewhere, lease)
      expect(place).toEqual({ position: 6, after: 7 })
      const followed = [here, elsewhere].map(async (log) => {
        const ahead = new Transcript()
        ahead.cursor = reader.cursor
        await ahead.follow(log, lease.replyId)
        return ahead
      })
      appender.appendText('second ', 8)
      await appender.flush()
      appender.appendText('third', 9)
      await settle(appender, taken)
      for (const ahead of await Promise.all(followed))
        expect(ahead).toMatchObject({ text: 'third', resets: 0, ends: 1 })
      expect(await history(lease.replyId)).toBe('first second third')
    })

    it('L8: flushed text survives the writer, and a reader elsewhere has it before the takeover', async () => {
      const lease = await openReply(db)
      const dead = here.open(lease)
      dead.appendText('what was flushed')
      expect(await dead.flush()).toBe(true)
      dead.release()
      const snapshot = (await elsewhere.snapshots([lease.replyId])).get(lease.replyId)
      expect(snapshot).toEqual({ text: 'what was flushed', cursor: { epoch: 0, position: 16 } })
    })
  })
}
