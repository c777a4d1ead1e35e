import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { half, kinds, RecoveryStage } from './recovery-stage.ts'

let stage: RecoveryStage
beforeEach(async () => {
  stage = await RecoveryStage.set()
})
afterEach(() => stage.clear())

// Starting a process is most of it, and takes as long as the machine is busy.
const patient = 60_000
const endMs = 20_000
const stall = { finishReason: null, done: false, end: 'stall' } as const

describe('a reply whose writer was killed', () => {
  it(
    'is continued after the text that was stored, told by a notice; nothing is repeated and nothing reset',
    async () => {
      const { vendor } = stage
      vendor.script({ chunks: [half], ...stall })
      const begun = await stage.begin()
      await stage.stored(begun)
      await stage.doomed?.kill('SIGKILL')
      // As models do: it repeats a little of what it was to go on from.
      vendor.script({ chunks: ['half of the ', 'answer, and the ', 'second half.'] })
      const after = await stage.goOn(begun)
      const ended = await after.end(endMs)
      expect(ended).toMatchObject({ status: 'COMPLETED', text: `${half}and the second half.` })
      expect(kinds(after)).toEqual(['ReplyNotice', 'ReplyEnd'])
      expect(after.events[0]).toMatchObject({ kind: 'RECOVERED', model: 'openai/fake-small' })
      expect(after.text).toBe('and the second half.')
      expect(vendor.requests.at(-1)?.json).toMatchObject({
        messages: [
          { role: 'user', content: 'Write something' },
          { role: 'assistant', content: half },
          { role: 'user', content: expect.stringContaining('cut off') as string },
        ],
      })
      expect(await stage.attempts(begun)).toEqual(['unknown', 'completed'])
      expect(vendor.requests).toHaveLength(2)

      // Whoever comes late, with any cursor or none, gets the same.
      for (const [cursor, known] of [
        [undefined, 0],
        [begun.before.cursor, half.length],
      ] as const) {
        const late = stage.follow(begun.viewer, begun.sent.reply.id, cursor)
        expect(await late.end()).toEqual(ended)
        expect(late.text).toBe(ended.text.slice(known))
        expect(kinds(late)).toEqual(['ReplyNotice', 'ReplyEnd'])
      }
    },
    patient,
  )

  it(
    'is complete where the model has nothing to add: only its end was lost',
    async () => {
      stage.vendor.script({ chunks: [half], ...stall })
      const begun = await stage.begin()
      await stage.stored(begun)
      await stage.doomed?.kill('SIGKILL')
      stage.vendor.script({ chunks: [] })
      const after = await stage.goOn(begun)
      expect(await after.end(endMs)).toMatchObject({ status: 'COMPLETED', text: half, finishReason: 'STOP' })
    },
    patient,
  )

  it(
    'begins anew, visibly, for a reader that saw what was never stored',
    async () => {
      stage.vendor.script({ chunks: [half], ...stall })
      await stage.storeNothing()
      const begun = await stage.begin()
      await stage.killUnstored()
      stage.vendor.script({ chunks: ['Another answer.'] })
      const after = await stage.goOn(begun)
      expect(await after.end(endMs)).toMatchObject({ status: 'COMPLETED', text: 'Another answer.' })
      expect(kinds(after)).toEqual(['ReplyReset', 'ReplyEnd'])
      expect(after.events[0]).toMatchObject({ reason: 'RECOVERY' })
      expect(after.text).toBe('Another answer.')
    },
    patient,
  )

  it(
    'begins anew where that is configured',
    async () => {
      stage.vendor.script({ chunks: [half], ...stall })
      const begun = await stage.begin()
      await stage.stored(begun)
      await stage.doomed?.kill('SIGKILL')
      stage.vendor.script({ chunks: ['Another answer.'] })
      const after = await stage.goOn(begun, { PARLEY_RECOVERY: 'reset' })
      expect(await after.end(endMs)).toMatchObject({ status: 'COMPLETED', text: 'Another answer.' })
      expect(kinds(after)).toEqual(['ReplyReset', 'ReplyEnd'])
      expect(after.text).toBe('Another answer.')
    },
    patient,
  )

  it.each(['PARLEY_RECOVERY is none', 'it had three attempts'])(
    'ends FAILED with its text kept where %s',
    async (why) => {
      stage.vendor.script({ chunks: [half], ...stall })
      const begun = await stage.begin()
      await stage.stored(begun)
      await stage.doomed?.kill('SIGKILL')
      const exhausted = why === 'it had three attempts'
      if (exhausted) await stage.sql.query('UPDATE reply SET attempts = 3 WHERE id = $1', [begun.sent.reply.id])
      const after = await stage.goOn(begun, exhausted ? {} : { PARLEY_RECOVERY: 'none' })
      expect(await after.end(endMs)).toMatchObject({
        status: 'FAILED',
        text: half,
        error: { code: 'REPLY_INTERRUPTED', retryable: true },
      })
      expect(kinds(after)).toEqual(['ReplyEnd'])
      expect(await stage.attempts(begun)).toEqual(['unknown'])
      expect(stage.vendor.requests).toHaveLength(1)
    },
    patient,
  )
})

describe('a writer that was stopped beyond its lease', () => {
  it(
    'writes nothing more once it wakes up, neither into the reply nor to those who still read through it',
    async () => {
      const { vendor } = stage
      const gate = vendor.script({ chunks: [half, 'stale words'], gated: true })
      const beginning = stage.begin()
      await vendor.nextRequest(patient)
      gate.release()
      const begun = await beginning
      await stage.stored(begun)
      process.kill(stage.doomed!.pid, 'SIGSTOP')
      const next = vendor.script({ chunks: ['and the rest.'], gated: true })
      const after = await stage.goOn(begun)
      await vendor.nextRequest(patient)
      // What the vendor says now waits in the stopped process's socket.
      gate.releaseAll()
      process.kill(stage.doomed!.pid, 'SIGCONT')
      next.releaseAll()
      const ended = await after.end(endMs)
      expect(ended).toMatchObject({ status: 'COMPLETED', text: `${half}and the rest.` })
      expect(await begun.before.end(endMs)).toEqual(ended)
      expect(begun.before.text).toBe(ended.text)
      expect(begun.before.deltas.join('')).not.toContain('stale')
    },
    patient,
  )
})
