import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withDeadlines } from '../../src/provider/deadlines.ts'
import { createOpenAiVendor } from '../../src/provider/openai/openai-vendor.ts'
import type { Delta, Provider } from '../../src/provider/provider.ts'
import { eventually } from '../kit/eventually.ts'
import type { FakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import { noSignal, startResponses, type ResponsesStage } from './responses-stage.ts'
import { hello, testKey } from './wire-kit.ts'

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

describe('a response', () => {
  it('is asked for in the background, and names its run before its first word', async () => {
    const deltas: Delta[] = []
    const request = { ...hello, temperature: 0.5, maxOutputTokens: 4 }
    await provider.stream(request, (delta) => deltas.push(delta), noSignal())
    const { path, json, run } = await vendor.nextRequest()
    expect(path).toBe('/openai/v1/responses')
    expect(json).toEqual({
      model: 'fake-small',
      instructions: 'Be brief.',
      input: [{ role: 'user', content: 'Hello' }],
      stream: true,
      background: true,
      store: true,
      temperature: 0.5,
      max_output_tokens: 16,
    })
    expect(deltas[0]).toEqual({ type: 'run-started', run })
    expect(deltas.filter(({ type }) => type === 'run-started')).toHaveLength(1)
  })

  it('tells a place with every piece after which nothing is held back', async () => {
    vendor.script({ chunks: ['a', 'b\ud83d', '\ude00c'] })
    const deltas: Delta[] = []
    await provider.stream(hello, (delta) => deltas.push(delta), noSignal())
    const texts = deltas.filter((delta) => delta.type === 'text-delta')
    expect(texts.map(({ text }) => text)).toEqual(['a', 'b', '😀c'])
    expect(texts.map(({ place }) => place)).toEqual([5, undefined, 7])
  })

  it('names no run whose id could not stand in a path', async () => {
    for (const id of ['../models', '', '.', 'a/b', 'a?b', 7, null, 'x'.repeat(600)]) {
      vendor.script({ wire: `data: ${JSON.stringify({ type: 'response.created', response: { id } })}\n\n` })
      const deltas: Delta[] = []
      await expect(provider.stream(hello, (delta) => deltas.push(delta), noSignal())).rejects.toThrow()
      expect(deltas).toEqual([])
    }
  })

  it('goes on at the vendor when its reader has hung up', async () => {
    const gate = vendor.script({ chunks: ['a', 'b', 'c'], gated: true, usage })
    const reading = new AbortController()
    const reply = provider.stream(
      hello,
      (delta) => void (delta.type === 'text-delta' && reading.abort(new Error('gone'))),
      reading.signal,
    )
    gate.release()
    await expect(reply).rejects.toThrow('gone')
    const { run = '', closed } = await vendor.nextRequest()
    expect((await closed).byClient).toBe(true)
    const rest = stage.rejoined({ id: run, after: 5, received: 1 })
    gate.releaseAll()
    expect(await rest).toMatchObject({ text: 'bc', completion: whole })
    expect(vendor.requests).toHaveLength(1)
  })
})

describe('a run that is given up', () => {
  it('is cancelled at the vendor', async () => {
    vendor.script({ chunks: ['a', 'b'], gated: true })
    const reading = new AbortController()
    const reply = provider.stream(
      hello,
      ({ type }) => void (type === 'run-started' && reading.abort(new Error('stopped'))),
      reading.signal,
    )
    await expect(reply).rejects.toThrow('stopped')
    const { run = '' } = await vendor.nextRequest()
    expect(vendor.runs.get(run)?.status).toBe('in_progress')
    await provider.cancel!(run, noSignal())
    expect(vendor.runs.get(run)?.status).toBe('cancelled')
    expect(vendor.cancels.map(({ run: id }) => id)).toEqual([run])
    expect(await stage.faultOf({ id: run, after: 0 })).toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      kind: 'permanent',
    })
  })

  it.each([400, 404, 409])('may have ended before (status %i)', async (status) => {
    vendor.script({ call: 'cancel', status, body: { error: { message: 'it is over' } } })
    await provider.cancel!('resp_over', noSignal())
    await provider.cancel!('resp_nobody', noSignal())
  })

  it('fails to be cancelled where the vendor is away, and is no longer tried when told so', async () => {
    vendor.script({ call: 'cancel', status: 503 })
    await expect(provider.cancel!('resp_1', noSignal())).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' })
    vendor.script({ call: 'cancel', hang: true })
    const reason = new Error('enough')
    const trying = new AbortController()
    const cancelling = provider.cancel!('resp_1', trying.signal)
    await eventually(() => vendor.cancels.length === 2)
    trying.abort(reason)
    await expect(cancelling).rejects.toBe(reason)
    await expect(provider.cancel!('resp_1', AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(vendor.cancels).toHaveLength(2)
  })
})

describe("OpenAI's interface", () => {
  const at = (baseUrl: string) => createOpenAiVendor({ name: 'openai', baseUrl, apiKey: testKey })
  const rejoins = (one: Provider): boolean => one.rejoin !== undefined && one.cancel !== undefined

  it("is Responses at OpenAI's own address and chat completions elsewhere, unless it is said", () => {
    for (const own of ['https://api.openai.com/v1', 'https://eu.api.openai.com/v1']) expect(rejoins(at(own))).toBe(true)
    for (const other of [
      'http://127.0.0.1:4000/v1',
      'https://api.openai.com.example.org/v1',
      'https://notapi.openai.com',
    ]) {
      expect(rejoins(at(other))).toBe(false)
    }
    const settings = { name: 'openai', baseUrl: 'https://api.openai.com/v1', apiKey: testKey }
    expect(rejoins(createOpenAiVendor({ ...settings, api: 'chat' }))).toBe(false)
    expect(rejoins(createOpenAiVendor({ ...settings, baseUrl: 'http://proxy/v1', api: 'responses' }))).toBe(true)
  })

  it('keeps what a provider can do behind its deadlines', () => {
    expect(rejoins(withDeadlines(at('https://api.openai.com/v1')))).toBe(true)
    expect(rejoins(withDeadlines(at('http://proxy/v1')))).toBe(false)
  })
})
