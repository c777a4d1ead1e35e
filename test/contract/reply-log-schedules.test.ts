import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { carryOver, openReply, rejoin, takeOver } from './open-reply.ts'
import type { EpochTape } from '../../src/reply-log/epoch-tape.ts'
import type { ReplyAppender } from '../../src/reply-log/reply-log.ts'
import { engines, type Harness } from './reply-log-engines.ts'
import { Transcript } from './transcript.ts'

/** A run that was joined again says what it said before, in its own pieces. */
function sayAgain(said: EpochTape, appender: ReplyAppender): void {
  for (let next = said.after(appender.tape.length); next; next = said.after(next.end)) {
    if (next.event.type === 'notice') appender.appendMark(next.event)
    else for (const { segment } of new Intl.Segmenter().segment(next.event.text)) appender.appendText(segment)
  }
}

for (const [name, create] of Object.entries(engines)) {
  describe(`ReplyLog on ${name}`, () => {
    let harness: Harness

    beforeAll(async () => {
      harness = await create()
    })

    afterAll(() => harness.close())

    it('L1, L2, L5: any schedule of appends, flushes, takeovers, cuts and resumes assembles exactly what history shows', async () => {
      const step = fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({
            kind: fc.constant('append' as const),
            text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
          }),
        },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('notice' as const) }) },
        { weight: 3, arbitrary: fc.record({ kind: fc.constant('flush' as const) }) },
        {
          weight: 2,
          arbitrary: fc.record({
            kind: fc.constantFrom('take-over' as const, 'carry-over' as const, 'rejoin' as const),
            remote: fc.boolean(),
          }),
        },
        {
          weight: 4,
          arbitrary: fc.record({
            kind: fc.constant('read' as const),
            reader: fc.nat(2),
            events: fc.integer({ min: 1, max: 3 }),
            remote: fc.boolean(),
          }),
        },
      )
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
          const { db, here, elsewhere, settle, history } = harness
          let lease = await openReply(db)
          let appender = here.open(lease)
          const readers = [new Transcript(), new Transcript(), new Transcript()]
          for (const action of steps) {
            if (action.kind === 'append') appender.appendText(action.text.toWellFormed().replaceAll('\0', ' '))
            if (action.kind === 'notice') appender.appendMark({ type: 'notice', kind: 'cached', model: null })
            if (action.kind === 'flush') await appender.flush()
            if (action.kind === 'take-over') {
              appender.release()
              lease = await takeOver(db, lease)
              appender = (action.remote ? elsewhere : here).open(lease)
            }
            if (action.kind === 'carry-over') {
              appender.release()
              ;({ lease, appender } = await carryOver(db, action.remote ? elsewhere : here, lease))
            }
            if (action.kind === 'rejoin') {
              const said = appender.tape
              appender.release()
              ;({ lease, appender } = await rejoin(db, action.remote ? elsewhere : here, lease))
              sayAgain(said, appender)
            }
            if (action.kind === 'read') {
              await readers[action.reader]!.readSome(action.remote ? elsewhere : here, lease.replyId, action.events)
            }
          }
          await settle(appender, lease)
          const text = await history(lease.replyId)
          for (const [index, reader] of readers.entries()) {
            await reader.follow(index % 2 ? here : elsewhere, lease.replyId)
            expect(reader.text).toBe(text)
            expect(reader.ends).toBe(1)
            expect(reader.cursor).toEqual({ epoch: lease.epoch, position: appender.tape.length + 1 })
          }
        }),
        { numRuns: 200, endOnFailure: true },
      )
    }, 120_000)
  })
}
