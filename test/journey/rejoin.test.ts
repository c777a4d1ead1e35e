import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../kit/eventually.ts'
import { half, kinds, RecoveryStage } from './recovery-stage.ts'

let stage: RecoveryStage
beforeEach(async () => {
  stage = await RecoveryStage.set()
})
afterEach(() => stage.clear())

const patient = 60_000
const endMs = 20_000
const inBackground = { OPENAI_API: 'responses' }
const rest = ['and the ', 'second ', 'half 👋.']

/** The run that the reply is in has a name in the database: it can be joined again. */
const named = (replyId: string) =>
  eventually(async () => {
    const { rows } = await stage.sql.query<{ run: string | null }>(
      'SELECT run FROM reply_attempt WHERE reply_id = $1',
      [replyId],
    )
    return rows[0]?.run
  })

describe('a reply in a run that outlives its reader', () => {
  it.each(['stored', 'not stored'])(
    'is read on where its writer was killed, without another request, a notice or a reset, be the text so far %s',
    async (what) => {
      const { vendor } = stage
      const gate = vendor.script({ chunks: [half, ...rest], gated: true })
      if (what === 'not stored') await stage.storeNothing()
      const beginning = stage.begin(inBackground)
      await vendor.nextRequest(patient)
      gate.release()
      const begun = await beginning
      await named(begun.sent.reply.id)
      if (what === 'stored') {
        await stage.stored(begun)
        await stage.doomed?.kill('SIGKILL')
      } else {
        // A reader that is ahead of what is stored waits until the run has caught up with it.
        await stage.killUnstored()
      }
      gate.release()
      const after = await stage.goOn(begun, inBackground)
      gate.releaseAll()
      const ended = await after.end(endMs)
      expect(ended).toMatchObject({ status: 'COMPLETED', text: half + rest.join('') })
      expect(after.text).toBe(rest.join(''))
      expect(kinds(after)).toEqual(['ReplyEnd'])
      expect(vendor.requests).toHaveLength(1)
      expect(vendor.rejoins).toHaveLength(1)
      expect(await stage.attempts(begun)).toEqual(['completed'])
    },
    patient,
  )

  it(
    'is read on by the same process where only the connection broke',
    async () => {
      const { vendor } = stage
      const gate = vendor.script({ chunks: [half, ...rest], cutAfter: 2, gated: true })
      gate.release()
      const begun = await stage.begin(inBackground)
      gate.release()
      await eventually(() => vendor.rejoins.length > 0, { withinMs: 10_000 })
      gate.releaseAll()
      expect(await begun.before.end(endMs)).toMatchObject({ status: 'COMPLETED', text: half + rest.join('') })
      expect(begun.before.text).toBe(half + rest.join(''))
      expect(kinds(begun.before)).toEqual(['ReplyEnd'])
      expect(vendor.requests).toHaveLength(1)
      expect(await stage.attempts(begun)).toEqual(['completed'])
    },
    patient,
  )

  it(
    'is continued by another request where the vendor no longer has the run',
    async () => {
      const { vendor } = stage
      vendor.script({ chunks: [half, ...rest], gated: true }).release()
      const begun = await stage.begin(inBackground)
      await named(begun.sent.reply.id)
      await stage.stored(begun)
      await stage.doomed?.kill('SIGKILL')
      vendor.script({ call: 'rejoin', status: 404, body: { error: { message: 'Response not found' } } })
      vendor.script({ chunks: rest })
      const after = await stage.goOn(begun, inBackground)
      expect(await after.end(endMs)).toMatchObject({ status: 'COMPLETED', text: half + rest.join('') })
      expect(kinds(after)).toEqual(['ReplyNotice', 'ReplyEnd'])
      expect(vendor.requests).toHaveLength(2)
      expect(await stage.attempts(begun)).toEqual(['unknown', 'completed'])
    },
    patient,
  )

  it(
    'is cancelled at the vendor where the reply is stopped, by whichever process reads it now',
    async () => {
      const { vendor } = stage
      vendor.script({ chunks: [half, ...rest], gated: true }).release()
      const begun = await stage.begin(inBackground)
      const { id } = begun.sent.reply
      await named(id)
      await stage.stored(begun)
      await stage.doomed?.kill('SIGKILL')
      const after = await stage.goOn(begun, inBackground)
      await eventually(() => vendor.rejoins.length === 1, { withinMs: 10_000 })
      expect(await begun.viewer.at(stage.survivor!.url).stop(id)).toMatchObject({ status: 'STOPPED', text: half })
      expect(await after.end(endMs)).toMatchObject({ status: 'STOPPED', text: half })
      await eventually(() => vendor.cancels.length === 1)
      expect(await stage.attempts(begun)).toEqual(['stopped'])
    },
    patient,
  )

  it(
    'is cancelled where the reply of a dead writer is stopped before anybody reads it on',
    async () => {
      const { vendor } = stage
      vendor.script({ chunks: [half, ...rest], gated: true }).release()
      const begun = await stage.begin(inBackground)
      const { id } = begun.sent.reply
      await named(id)
      await stage.stored(begun)
      await stage.doomed?.kill('SIGKILL')
      await stage.sql.query('UPDATE reply SET stop_requested_at = now() WHERE id = $1', [id])
      const after = await stage.goOn(begun, inBackground)
      expect(await after.end(endMs)).toMatchObject({ status: 'STOPPED', text: half })
      await eventually(() => vendor.cancels.length === 1)
      expect(vendor.rejoins).toHaveLength(0)
    },
    patient,
  )

  it(
    'that is stopped short of what a reader had seen takes back, visibly, what is not in it',
    async () => {
      const { vendor } = stage
      await stage.storeNothing()
      vendor.script({ chunks: [half, ...rest], gated: true }).release()
      const begun = await stage.begin(inBackground)
      const { id } = begun.sent.reply
      await named(id)
      await stage.killUnstored()
      // The run is joined again but says nothing.
      vendor.script({ call: 'rejoin', hang: true })
      const after = await stage.goOn(begun, inBackground)
      await eventually(() => vendor.rejoins.length === 1, { withinMs: 10_000 })
      expect(await begun.viewer.at(stage.survivor!.url).stop(id)).toMatchObject({ status: 'STOPPED', text: '' })
      expect(await after.end(endMs)).toMatchObject({ status: 'STOPPED', text: '' })
      expect(kinds(after)).toEqual(['ReplyReset', 'ReplyEnd'])
      expect(after.text).toBe('')
      const late = stage.follow(begun.viewer, id, begun.before.cursor)
      await late.end(endMs)
      expect(kinds(late)).toEqual(['ReplyReset', 'ReplyEnd'])
    },
    patient,
  )
})
