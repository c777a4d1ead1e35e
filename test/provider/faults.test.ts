import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withDeadlines, type DeadlineOptions } from '../../src/provider/deadlines.ts'
import type { Delta } from '../../src/provider/provider.ts'
import type { Chunking } from '../kit/fake-vendor/chunking.ts'
import { startFakeVendor, type FakeVendor, type Script } from '../kit/fake-vendor/fake-vendor.ts'
import { answerCases } from './answer-cases.ts'
import * as expected from './expectation.ts'
import { expectOutcome, type FaultCase } from './expectation.ts'
import { limitCases } from './limit-cases.ts'
import { loadCases } from './load-cases.ts'
import { reasoningCases } from './reasoning-cases.ts'
import { responsesCases } from './responses-cases.ts'
import { serverCases } from './server-cases.ts'
import { statusCases } from './status-cases.ts'
import { streamCases } from './stream-cases.ts'
import { streamErrorCases } from './stream-error-cases.ts'
import { adapterFor, allKinds, hello, outcomeOf, textOf } from './wire-kit.ts'

const usualChunkings: Chunking[] = ['event', 'whole', 'byte', { seed: 1 }]
const cases: FaultCase[] = [
  ...statusCases,
  ...serverCases,
  ...limitCases,
  ...answerCases,
  ...streamErrorCases,
  ...streamCases,
  ...reasoningCases,
  ...loadCases,
  ...responsesCases,
].sort((one, other) => one.row.localeCompare(other.row))

let vendor: FakeVendor
beforeAll(async () => void (vendor = await startFakeVendor()))
afterAll(() => vendor.stop())

const adapter = (kind: (typeof allKinds)[number], transport = {}) =>
  adapterFor(kind, { baseUrl: vendor.baseUrl(kind), transport })

describe('the catalogue of faults, on the wire', () => {
  for (const one of cases) {
    it(`${one.row} ${one.what} (${one.kinds.join(', ')})`, async () => {
      for (const kind of one.kinds) {
        const provider = adapter(kind)
        for (const chunking of one.chunkings ?? usualChunkings) {
          vendor.reset()
          vendor.script({ ...one.script, chunking })
          expectOutcome(await outcomeOf(provider), one)
          // An adapter never retries.
          expect(vendor.requests).toHaveLength(1)
        }
      }
    })
  }
})

describe('F31: a vendor that cannot be reached', () => {
  const unreachable = { ...expected.unavailable, mayHaveRun: false }

  it.each(allKinds)('refuses the connection (%s)', async (kind) => {
    const gone = await startFakeVendor()
    const provider = adapterFor(kind, { baseUrl: gone.baseUrl(kind) })
    await gone.stop()
    expectOutcome(await outcomeOf(provider), { ...row, fault: unreachable })
  })

  it.each(allKinds)('has no address (%s)', async (kind) => {
    const provider = adapterFor(kind, { baseUrl: 'http://nowhere.invalid/v1' })
    expectOutcome(await outcomeOf(provider), { ...row, fault: unreachable })
  })

  it.each(allKinds)('does not speak TLS where it should (%s)', async (kind) => {
    const provider = adapterFor(kind, { baseUrl: vendor.baseUrl(kind).replace('http:', 'https:') })
    expectOutcome(await outcomeOf(provider), { ...row, fault: { ...unreachable, kind: 'operator', retry: 'no' } })
  })
})

const row: FaultCase = { row: '', what: '', kinds: [], script: {} }
const silence = { ...expected.timedOut, retry: 'once' } as const

describe('silence', () => {
  const deadlines = { firstDeltaMs: 120, betweenDeltasMs: 120, totalMs: 700 }
  const run = async (kind: (typeof allKinds)[number], script: Script, limits: DeadlineOptions = deadlines) => {
    vendor.reset()
    vendor.script(script)
    const outcome = await outcomeOf(withDeadlines(adapter(kind), limits))
    const { closed } = await vendor.nextRequest()
    expect((await closed).byClient).toBe(true)
    return outcome
  }
  const open: Script = { finishReason: null, done: false, end: 'stall' }

  it.each(allKinds)('F33: headers that never come (%s)', async (kind) => {
    expectOutcome(await run(kind, { hang: true, end: 'stall' }), { ...row, fault: silence })
  })

  it("F33: headers that never come, by the transport's own bound", async () => {
    vendor.reset()
    const outcomes = allKinds.map((kind) => {
      vendor.script({ kind, hang: true, end: 'stall' })
      return outcomeOf(adapter(kind, { headersTimeoutMs: 100 }))
    })
    for (const outcome of await Promise.all(outcomes)) expectOutcome(outcome, { ...row, fault: silence })
  })

  it('S10: a connection that stays open after the finish reason', async () => {
    vendor.reset()
    const outcomes = allKinds.map((kind) => {
      vendor.script({ kind, chunks: ['so'], done: false, end: 'stall' })
      return outcomeOf(adapter(kind))
    })
    const whole = { ...row, text: 'so', completion: { finishReason: 'stop' } } as const
    for (const outcome of await Promise.all(outcomes)) expectOutcome(outcome, whole)
    for (const { closed } of vendor.requests) expect((await closed).byClient).toBe(true)
  })

  it.each(allKinds)('S06: comments do not pass for a first delta (%s)', async (kind) => {
    expectOutcome(await run(kind, { ...open, commentEveryMs: 20 }), { ...row, fault: silence })
  })

  it.each(allKinds)('S13: a stall after the first delta (%s)', async (kind) => {
    const outcome = await run(kind, { ...open, chunks: ['so'] })
    expectOutcome(outcome, { ...row, text: 'so', fault: expected.interrupted(silence) })
  })

  it.each(allKinds)('S13: comments do not keep a stalled reply alive (%s)', async (kind) => {
    const outcome = await run(kind, { ...open, chunks: ['so'], commentEveryMs: 20 })
    expectOutcome(outcome, { ...row, text: 'so', fault: expected.interrupted(silence) })
  })

  it.each(allKinds)('S20: a reply that never stops (%s)', async (kind) => {
    // Only the total may run out here, however slow the machine is.
    const limits = { firstDeltaMs: 10_000, betweenDeltasMs: 10_000, totalMs: 1_000 }
    const outcome = await run(kind, { ...open, chunks: Array.from({ length: 1_000 }, () => 'x'), paceMs: 10 }, limits)
    expect(outcome.text).toMatch(/^x{2,}$/)
    expectOutcome(outcome, { ...row, text: outcome.text, fault: expected.interrupted(silence) })
  })

  it.each(allKinds)('S20: a reply that grows too long (%s)', async (kind) => {
    vendor.reset()
    vendor.script({ ...open, chunks: ['12345', '67890', 'x'] })
    const outcome = await outcomeOf(withDeadlines(adapter(kind), { maxTextLength: 10 }))
    const fault = {
      code: 'REPLY_INTERRUPTED',
      kind: 'permanent',
      retry: 'no',
      fallback: 'no',
      breaker: 'ignore',
    } as const
    expectOutcome(outcome, { ...row, text: '1234567890', fault })
  })
})

describe('S23: a reply that is given up', () => {
  const phases: Record<string, Script> = {
    'before the headers': { hang: true, end: 'stall' },
    'before the first delta': { finishReason: null, done: false, end: 'stall', commentEveryMs: 20 },
    'between two deltas': { chunks: ['a', 'b'], finishReason: null, done: false, end: 'stall' },
    'in a compressed stream': { chunks: ['a'], finishReason: null, done: false, end: 'stall', encoding: 'gzip' },
    'while an error is being read': { status: 500, headers: { 'content-length': '100' }, body: '{', end: 'stall' },
    'while JSON is being read': { status: 200, headers: { 'content-length': '100' }, body: '{', end: 'stall' },
  }

  it.each(Object.entries(phases))('%s: hangs up within a second and says why', async (_, script) => {
    for (const kind of allKinds) {
      vendor.reset()
      vendor.script(script)
      const controller = new AbortController()
      const reason = new Error('stopped by the viewer')
      const reply = adapter(kind).stream(hello, () => undefined, controller.signal)
      const request = await vendor.nextRequest()
      const abortedAt = performance.timeOrigin + performance.now()
      controller.abort(reason)
      await expect(reply).rejects.toBe(reason)
      const { byClient, at } = await request.closed
      expect(byClient).toBe(true)
      expect(at - abortedAt).toBeLessThan(1000)
    }
  })

  it.each(allKinds)('delivers nothing after the abort, not even from the same bytes (%s)', async (kind) => {
    vendor.reset()
    vendor.script({ chunks: ['a', 'b', 'c'], chunking: 'whole' })
    const controller = new AbortController()
    let text = ''
    const onDelta = (delta: Delta) => {
      if (delta.type === 'run-started') return
      text += textOf(delta)
      controller.abort(new Error('enough'))
    }
    await expect(adapter(kind).stream(hello, onDelta, controller.signal)).rejects.toThrow('enough')
    expect(text).toBe('a')
  })
})
