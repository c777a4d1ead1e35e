import { inspect } from 'node:util'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createAiSdkProvider } from '../../src/provider/ai-sdk/ai-sdk-provider.ts'
import { type Delta, type Provider, ProviderFault, type ProviderRequest } from '../../src/provider/provider.ts'
import { type FakeVendor, type Script, startFakeVendor } from '../kit/fake-vendor/fake-vendor.ts'

const secret = 'sk-very-secret-key'

let vendor: FakeVendor
let provider: Provider

beforeAll(async () => {
  vendor = await startFakeVendor()
  provider = providerAt(vendor.baseUrl('compatible'))
})
afterEach(() => vendor.reset())
afterAll(() => vendor.stop())

const providerAt = (baseURL: string): Provider => {
  const models = createOpenAICompatible({ name: 'mistral', baseURL, apiKey: secret, includeUsage: true })
  return createAiSdkProvider({ name: 'mistral', model: (id) => models(id), models: ['small', 'large'] })
}

const request: ProviderRequest = {
  model: 'small',
  instructions: undefined,
  turns: [{ role: 'user', text: 'a private prompt' }],
  temperature: undefined,
  maxOutputTokens: undefined,
}

const ask = async (given: Partial<ProviderRequest> = {}, signal = new AbortController().signal) => {
  const deltas: Delta[] = []
  const settled = await provider
    .stream({ ...request, ...given }, (delta) => deltas.push(delta), signal)
    .then(
      (completion) => ({ completion, fault: undefined }),
      (fault: unknown) => ({ completion: undefined, fault }),
    )
  const textOf = (type: Delta['type']): string =>
    deltas
      .filter((delta) => delta.type === type)
      .map((delta) => ('text' in delta ? delta.text : ''))
      .join('')
  return { ...settled, text: textOf('text-delta'), reasoning: textOf('reasoning-delta') }
}

const faultOf = async (script: Script): Promise<ProviderFault> => {
  vendor.script(script)
  const { fault } = await ask()
  expect(fault).toBeInstanceOf(ProviderFault)
  return fault as ProviderFault
}

describe('an AI SDK model on the wire', () => {
  it('streams the answer, what the model thinks apart from it, and the usage', async () => {
    vendor.script({ reasoning: ['Hm', '…'], chunks: ['Hel', 'lo 😀'], usage: { input: 7, output: 3 } })
    expect(await ask()).toEqual({
      completion: { finishReason: 'stop', usage: { inputTokens: 7, outputTokens: 3 } },
      fault: undefined,
      text: 'Hello 😀',
      reasoning: 'Hm…',
    })
  })

  it('sends instructions, turns, temperature and limit, and nothing that is not set', async () => {
    vendor.script({ chunks: ['x'] })
    const turns: ProviderRequest['turns'] = [
      { role: 'user', text: 'one' },
      { role: 'assistant', text: 'two' },
      { role: 'user', text: 'three' },
    ]
    await ask({ model: 'large', instructions: 'Be brief.', turns, temperature: 0.5, maxOutputTokens: 99 })
    expect((await vendor.nextRequest()).json).toMatchObject({
      model: 'large',
      temperature: 0.5,
      max_tokens: 99,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user' },
        { role: 'assistant', content: 'two' },
        { role: 'user' },
      ],
    })
    vendor.script({ chunks: ['x'] })
    await ask()
    const { json } = await vendor.nextRequest()
    expect(json).not.toHaveProperty('temperature')
    expect(json).not.toHaveProperty('max_tokens')
    expect(json['messages']).toHaveLength(1)
  })

  it('does not make up a usage that the vendor did not tell', async () => {
    vendor.script({ chunks: ['x'], usage: null })
    expect((await ask()).completion?.usage).toEqual({ inputTokens: undefined, outputTokens: undefined })
  })

  it('says that the answer reached its limit', async () => {
    vendor.script({ chunks: ['x'], finishReason: 'length' })
    expect((await ask()).completion?.finishReason).toBe('length')
  })

  it('lists the models that it was given', async () => {
    expect(await provider.listModels(new AbortController().signal)).toEqual([{ name: 'small' }, { name: 'large' }])
  })
})

describe('an abort', () => {
  it('closes the upstream in the middle of an answer and rejects with the reason of the signal', async () => {
    const gate = vendor.script({ chunks: ['a', 'b', 'c'], gated: true })
    const abort = new AbortController()
    const reason = new Error('stopped by a viewer')
    let heard: () => void = () => {}
    const firstDelta = new Promise<void>((resolve) => (heard = resolve))
    const streaming = provider.stream(request, heard, abort.signal)
    const rejection = expect(streaming).rejects.toBe(reason)
    const upstream = await vendor.nextRequest()
    gate.release()
    await firstDelta
    const abortedAt = Date.now()
    abort.abort(reason)
    await rejection
    const end = await upstream.closed
    expect(end.byClient).toBe(true)
    expect(end.at - abortedAt).toBeLessThan(1_000)
  })

  it('closes the upstream before it has answered at all', async () => {
    vendor.script({ hang: true })
    const abort = new AbortController()
    const streaming = ask({}, abort.signal)
    const upstream = await vendor.nextRequest()
    abort.abort(new Error('enough'))
    expect((await streaming).fault).toMatchObject({ message: 'enough' })
    expect((await upstream.closed).byClient).toBe(true)
  })

  it('that came before sends nothing', async () => {
    const reason = new Error('enough')
    expect((await ask({}, AbortSignal.abort(reason))).fault).toBe(reason)
    expect(vendor.requests).toEqual([])
  })
})

describe('a fault of the vendor', () => {
  it.each<[string, Script, Partial<ProviderFault>]>([
    [
      'a wrong key',
      { status: 401 },
      { code: 'PROVIDER_MISCONFIGURED', kind: 'operator', breaker: 'trip', retry: 'no' },
    ],
    ['an empty account', { status: 402 }, { code: 'PROVIDER_QUOTA', kind: 'operator', breaker: 'trip' }],
    ['a wrong model', { status: 404 }, { code: 'MODEL_NOT_FOUND', breaker: 'ignore', fallback: 'yes' }],
    ['a timeout', { status: 408 }, { code: 'PROVIDER_TIMEOUT', kind: 'transient', retry: 'yes' }],
    ['too large a request', { status: 413 }, { code: 'REQUEST_TOO_LARGE', kind: 'permanent' }],
    ['a request it does not like', { status: 422 }, { code: 'PROVIDER_REJECTED', kind: 'permanent', retry: 'no' }],
    ['an overload', { status: 529 }, { code: 'PROVIDER_OVERLOADED', kind: 'transient', breaker: 'count' }],
    ['a failure', { status: 500 }, { code: 'PROVIDER_UNAVAILABLE', kind: 'transient', retry: 'yes' }],
    ['a gateway page', { status: 502, body: '<html>' }, { code: 'PROVIDER_UNAVAILABLE', breaker: 'count' }],
    [
      'a rate limit',
      { status: 429, headers: { 'retry-after': '2' } },
      { code: 'PROVIDER_RATE_LIMITED', retryAfterMs: 2_000, breaker: 'ignore', retry: 'yes' },
    ],
    [
      'a rate limit of a day',
      { status: 429, headers: { 'retry-after': '86400' } },
      { code: 'PROVIDER_RATE_LIMITED', retryAfterMs: 30_000 },
    ],
    [
      'an empty account as a rate limit',
      { status: 429, body: { error: { message: secret, code: 'insufficient_quota' } } },
      { code: 'PROVIDER_QUOTA', kind: 'operator', retry: 'no' },
    ],
    [
      'too long a conversation',
      { status: 400, body: { error: { message: secret, code: 'context_length_exceeded' } } },
      { code: 'CONTEXT_TOO_LONG', retry: 'once' },
    ],
  ])('is classified: %s', async (_, script, expected) => {
    const fault = await faultOf({ body: { error: { message: `echo of ${secret}` } }, ...script })
    expect(fault).toMatchObject({ ...expected, status: script.status })
  })

  it('is asked once: no retry hides in the package', async () => {
    await faultOf({ status: 503 })
    expect(vendor.requests).toHaveLength(1)
  })

  it('keeps the key, the prompt and the words of the vendor out of everything that may be logged', async () => {
    const fault = await faultOf({
      status: 401,
      body: { error: { message: `wrong key ${secret} for a private prompt` } },
    })
    for (const hidden of [secret, 'private prompt', 'wrong key']) {
      expect(inspect(fault, { depth: 10, showHidden: true })).not.toContain(hidden)
    }
  })

  it('is transient where nobody listens', async () => {
    const away = await startFakeVendor()
    const { name, stream } = providerAt(away.baseUrl('compatible'))
    await away.stop()
    expect(name).toBe('mistral')
    await expect(stream(request, () => {}, new AbortController().signal)).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      kind: 'transient',
      status: undefined,
    })
  })
})

describe('a fault inside the stream', () => {
  it('before any text is the fault itself', async () => {
    const fault = await faultOf({ events: [{ error: { message: secret, code: 429 } }] })
    expect(fault).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', kind: 'transient' })
    expect(fault.message).not.toContain(secret)
  })

  it('after some text is an interruption that keeps the fault', async () => {
    vendor.script({ chunks: ['Hel', 'lo'], events: [{ error: { message: 'no', type: 'overloaded_error' } }] })
    const { text, fault } = await ask()
    expect(text).toBe('Hello')
    expect(fault).toMatchObject({ code: 'REPLY_INTERRUPTED', kind: 'transient', breaker: 'count', mayHaveRun: true })
    expect((fault as ProviderFault).cause).toMatchObject({ code: 'PROVIDER_OVERLOADED' })
  })

  it.each<[string, NonNullable<Script['end']>]>([
    ['ends without a finish reason', 'end'],
    ['is cut off', 'close'],
    ['is reset', 'reset'],
  ])('that %s is never a good answer', async (_, end) => {
    vendor.script({ chunks: ['Hel', 'lo'], finishReason: null, done: false, end })
    const { text, fault } = await ask()
    expect(text).toBe('Hello')
    expect(fault).toMatchObject({ code: 'REPLY_INTERRUPTED', kind: 'transient' })
  })

  it('that ends before any text is a bad response', async () => {
    expect(await faultOf({ chunks: [], finishReason: null, done: false })).toMatchObject({
      code: 'PROVIDER_BAD_RESPONSE',
      kind: 'transient',
    })
  })

  it('is a line that makes no sense', async () => {
    expect(await faultOf({ wire: 'data: {"choices": 5}\n\ndata: [DONE]\n\n' })).toMatchObject({
      code: 'PROVIDER_BAD_RESPONSE',
      retry: 'once',
    })
  })

  it('is an answer without a word', async () => {
    expect(await faultOf({ chunks: [] })).toMatchObject({ code: 'PROVIDER_BAD_RESPONSE', retry: 'once' })
    expect(await faultOf({ chunks: [], finishReason: 'length' })).toMatchObject({
      code: 'PROVIDER_BAD_RESPONSE',
      retry: 'no',
      kind: 'permanent',
    })
  })

  it('of the content filter stays what it is, after some text as well', async () => {
    vendor.script({ chunks: ['Hel'], finishReason: 'content_filter' })
    const { text, fault } = await ask()
    expect(text).toBe('Hel')
    expect(fault).toMatchObject({ code: 'CONTENT_BLOCKED', fallback: 'policy', retry: 'no' })
  })
})
