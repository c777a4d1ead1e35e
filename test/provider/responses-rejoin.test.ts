import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ProviderFault, type Delta, type Provider } from '../../src/provider/provider.ts'
import { eventually } from '../kit/eventually.ts'
import type { FakeVendor, Script } from '../kit/fake-vendor/fake-vendor.ts'
import { noSignal, startResponses, type ResponsesStage } from './responses-stage.ts'
import { hello, testKey, textOf } from './wire-kit.ts'

let stage: ResponsesStage
let vendor: FakeVendor
let provider: Provider
beforeAll(async () => {
  stage = await startResponses()
  vendor = stage.vendor
  provider = stage.provider
})
beforeEach(() => vendor.reset())
afterAll(() => stage.stop())

const whole = { finishReason: 'stop', usage: { inputTokens: 11, outputTokens: 3 } } as const
const usage = { input: 11, output: 3 }
// Some sixty connections, each of which takes as long as the machine is busy.
const patient = 60_000

const pieces = ['Grüße, ', '世界 ', '👩‍👩‍👧', '\ud83d', '\ude00', 'x\ud83d', '\ude01y', '\ud83d', 'é', ' end\ud83d']

describe('a run that is joined again', () => {
  it('gives exactly the rest from every place, without a new run', async () => {
    const { text, places } = await stage.runOf({ chunks: pieces, usage })
    expect(places.length).toBeGreaterThan(5)
    for (const place of places) {
      const { text: rest, types, completion } = await stage.rejoined(place)
      expect(text.slice(0, place.received) + rest).toBe(text)
      expect(types.has('run-started')).toBe(false)
      expect(completion).toEqual(whole)
    }
    expect(vendor.requests).toHaveLength(1)
    expect(vendor.rejoins).toHaveLength(places.length)
  })

  it(
    'gives exactly the rest wherever the connection was cut, however often',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), { minLength: 1 }),
          async (chunks) => {
            vendor.reset()
            vendor.script({ chunks, cutAfter: 1 })
            let text = ''
            let place = { after: 0, received: 0 }
            const take = (delta: Delta) => {
              text += delta.type === 'text-delta' ? delta.text : ''
              if (delta.type === 'text-delta' && delta.place !== undefined) {
                place = { after: delta.place, received: text.length }
              }
            }
            await provider.stream(hello, take, noSignal()).catch(() => undefined)
            const { run: id = '' } = await vendor.nextRequest()
            for (let cuts = 0; cuts < 2; cuts += 1) {
              text = text.slice(0, place.received)
              const reading = new AbortController()
              const takeOne = (delta: Delta) => {
                take(delta)
                reading.abort(new Error('cut'))
              }
              await provider.rejoin!({ id, ...place }, takeOne, reading.signal).catch(() => undefined)
            }
            text = text.slice(0, place.received)
            await provider.rejoin!({ id, ...place }, take, noSignal())
            expect(text).toBe(chunks.join('').toWellFormed())
            expect(vendor.requests).toHaveLength(1)
          },
        ),
        { numRuns: 15, endOnFailure: true },
      )
    },
    patient,
  )

  it('follows what is still being written', async () => {
    const gate = vendor.script({ chunks: ['a', 'b', 'c', 'd'], gated: true, cutAfter: 2 })
    gate.release(2)
    await expect(provider.stream(hello, () => undefined, noSignal())).rejects.toMatchObject({
      code: 'REPLY_INTERRUPTED',
    })
    const { run = '' } = await vendor.nextRequest()
    const heard: string[] = []
    const rest = provider.rejoin!(
      { id: run, after: 5, received: 1 },
      (delta) => {
        heard.push(textOf(delta))
        gate.release()
      },
      noSignal(),
    )
    expect(await rest).toMatchObject({ finishReason: 'stop' })
    expect(heard).toEqual(['b', 'c', 'd'])
  })

  it('takes nothing twice from a server that replays all of it', async () => {
    const { id, places } = await stage.runOf({ chunks: ['a', 'b', 'c'] })
    const events = vendor.runs.get(id)?.events ?? []
    const wire = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
    vendor.script({ call: 'rejoin', wire })
    expect((await stage.rejoined(places[2]!)).text).toBe('c')
  })

  it.each([
    ['is refused as too old for a stream', { status: 400, body: { error: { message: 'more than 5 minutes old' } } }],
    ['has no events left', { wire: '' }],
  ])('that %s is read as the whole that it became', async (_, script) => {
    const { text, places } = await stage.runOf({ chunks: pieces, usage })
    for (const place of places) {
      vendor.script({ call: 'rejoin', ...script })
      const { text: rest, completion } = await stage.rejoined(place)
      expect(text.slice(0, place.received) + rest).toBe(text)
      expect(completion).toEqual(whole)
    }
  })

  it('is read to its end as a whole where its stream breaks off without one', async () => {
    const { id, text, places } = await stage.runOf({ chunks: pieces, usage })
    const events = vendor.runs.get(id)?.events ?? []
    for (const place of places) {
      for (let to = place.after + 1; to < events.length - 1; to += 1) {
        const wire = events.slice(place.after + 1, to).map((event) => `data: ${JSON.stringify(event)}\n\n`)
        vendor.script({ call: 'rejoin', wire: wire.join('') })
        const { text: rest, completion } = await stage.rejoined(place)
        expect(text.slice(0, place.received) + rest).toBe(text)
        expect(completion).toEqual(whole)
      }
    }
  })

  it('is waited for where it can neither be streamed nor is done', async () => {
    const gate = vendor.script({ chunks: ['a', 'b'], gated: true, cutAfter: 1 })
    gate.release()
    const run = await stage.brokenRun()
    vendor.script({ call: 'rejoin', status: 400, body: { error: { message: 'too old' } } })
    const rest = stage.rejoined({ id: run, after: 5, received: 1 })
    await eventually(() => vendor.rejoins.length > 3)
    gate.releaseAll()
    expect((await rest).text).toBe('b')
  })

  it('may be answered as a whole, and is cut by what was received of it', async () => {
    const { id, places } = await stage.runOf({ chunks: ['a', 'b', 'c'], usage })
    const asWhole = () => vendor.script({ call: 'rejoin', body: vendor.runs.get(id)?.toJson() })
    asWhole()
    expect(await stage.rejoined(places[2]!)).toMatchObject({ text: 'c', completion: whole })
    asWhole()
    expect((await stage.rejoined({ id, after: 0 })).text).toBe('abc')
    asWhole()
    // Without a count nobody could say where to go on.
    expect(await stage.faultOf({ id, after: places[2]!.after })).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' })
  })

  it.each<[string, Script | undefined]>([
    ['the vendor has never heard of', undefined],
    ['has expired', { status: 410 }],
  ])('that %s is a permanent fault', async (_, script) => {
    if (script) vendor.script({ call: 'rejoin', ...script })
    const fault = await stage.faultOf({ id: 'resp_nobody', after: 3, received: 1 })
    expect(fault).toBeInstanceOf(ProviderFault)
    expect(fault).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', kind: 'permanent', retry: 'no', fallback: 'yes' })
    expect(vendor.rejoins).toHaveLength(1)
  })

  it.each<[string, Script, object]>([
    [
      'an error of the server',
      { status: 500, body: { error: {} } },
      { code: 'PROVIDER_UNAVAILABLE', kind: 'transient' },
    ],
    ['a wrong key', { status: 401, body: { error: { message: testKey } } }, { code: 'PROVIDER_MISCONFIGURED' }],
    ['a limit', { status: 429, body: { error: {} } }, { code: 'PROVIDER_RATE_LIMITED' }],
    ['a lost connection', { hang: true, end: 'reset' }, { code: 'PROVIDER_UNAVAILABLE', kind: 'transient' }],
  ])('meets %s as any request does', async (_, script, expected) => {
    const { places } = await stage.runOf({ chunks: ['a', 'b'] })
    vendor.script({ call: 'rejoin', ...script })
    const fault = await stage.faultOf(places[1]!)
    expect(fault).toMatchObject(expected)
    expect(String(fault)).not.toContain(testKey)
  })

  it('that failed meanwhile tells why', async () => {
    const events = [{ type: 'response.failed', response: { error: { code: 'rate_limit_exceeded', message: 'no' } } }]
    vendor.script({ chunks: ['a'], events, finishReason: null })
    const run = await stage.brokenRun()
    expect(await stage.faultOf({ id: run, after: 5, received: 1 })).toMatchObject({ code: 'PROVIDER_RATE_LIMITED' })
    vendor.script({ call: 'rejoin', status: 400, body: { error: {} } })
    expect(await stage.faultOf({ id: run, after: 5, received: 1 })).toMatchObject({ code: 'PROVIDER_RATE_LIMITED' })
  })

  it('is left at once when its reader is told to, and while it is waited for too', async () => {
    const gate = vendor.script({ chunks: ['a', 'b'], gated: true, cutAfter: 1 })
    gate.release()
    const run = await stage.brokenRun()
    for (const refused of [false, true]) {
      vendor.reset()
      if (refused) vendor.script({ call: 'rejoin', status: 400, body: { error: {} } })
      const reading = new AbortController()
      const reason = new Error('stopped')
      const rest = provider.rejoin!({ id: run, after: 5, received: 1 }, () => undefined, reading.signal)
      await eventually(() => vendor.rejoins.length > (refused ? 1 : 0))
      reading.abort(reason)
      await expect(rest).rejects.toBe(reason)
    }
  })
})
