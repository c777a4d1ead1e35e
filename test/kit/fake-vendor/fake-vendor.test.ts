import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startFakeVendor, wordsOf, type FakeVendor, type VendorKind } from './fake-vendor.ts'

const bodies = {
  openai: { model: 'fake-small', messages: [{ role: 'user', content: 'Hello there' }] },
  responses: { model: 'fake-small', background: true, input: [{ role: 'user', content: 'Hello there' }] },
  compatible: { model: 'fake-small', messages: [{ role: 'user', content: 'Hello there' }] },
  ollama: { model: 'fake-small', messages: [{ role: 'user', content: 'Hello there' }] },
  anthropic: { model: 'fake-small', messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello there' }] }] },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'Hello there' }] }] },
}
const paths: Record<VendorKind, string> = {
  openai: '/chat/completions',
  responses: '/responses',
  compatible: '/chat/completions',
  ollama: '/chat/completions',
  anthropic: '/messages',
  gemini: '/models/fake-small:streamGenerateContent?alt=sse',
}
const kinds = Object.keys(paths) as VendorKind[]

let vendor: FakeVendor
beforeAll(async () => void (vendor = await startFakeVendor()))
beforeEach(() => vendor.reset())
afterAll(() => vendor.stop())

const ask = (kind: VendorKind, signal?: AbortSignal): Promise<Response> =>
  fetch(vendor.baseUrl(kind) + paths[kind], {
    method: 'POST',
    body: JSON.stringify(bodies[kind]),
    ...(signal ? { signal } : {}),
  })

describe('the fake vendor', () => {
  it.each(kinds)('echoes as %s where nothing is scripted, and records the request', async (kind) => {
    const reply = await ask(kind)
    expect(reply.headers.get('content-type')).toContain('text/event-stream')
    expect(await reply.text()).toContain('Hello')
    const request = await vendor.nextRequest()
    expect(request).toMatchObject({ kind, model: 'fake-small', lastUserText: 'Hello there' })
    expect(request.sentAt.length).toBeGreaterThan(5)
    expect((await request.closed).byClient).toBe(false)
  })

  it.each(kinds)('lists its models as %s', async (kind) => {
    const listing = await (await fetch(`${vendor.baseUrl(kind)}/models`)).text()
    expect(listing).toContain('fake-large')
  })

  it('answers with a scripted status, header and body, once', async () => {
    vendor.script({ kind: 'openai', status: 429, headers: { 'retry-after': '2' }, body: { error: { code: 'x' } } })
    const refused = await ask('openai')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2'])
    expect(await refused.json()).toEqual({ error: { code: 'x' } })
    const next = await ask('openai')
    expect(next.status).toBe(200)
    await next.body?.cancel()
  })

  it('lets one delta out for each release', async () => {
    const gate = vendor.script({ chunks: ['one', 'two'], gated: true })
    const reader = (await ask('openai')).body!.pipeThrough(new TextDecoderStream()).getReader()
    gate.release()
    let seen = ''
    while (!seen.includes('one')) seen += (await reader.read()).value ?? ''
    expect(seen).not.toContain('two')
    gate.releaseAll()
    while (!seen.includes('[DONE]')) seen += (await reader.read()).value ?? ''
    expect(seen).toContain('two')
  })

  it('tells that the client hung up', async () => {
    vendor.script({ chunks: ['a'], finishReason: null, end: 'stall' })
    const controller = new AbortController()
    const reply = await ask('anthropic', controller.signal)
    const request = await vendor.nextRequest()
    controller.abort()
    expect((await request.closed).byClient).toBe(true)
    await reply.text().catch(() => undefined)
  })

  it.each(['close', 'reset'] as const)('ends by %s after the last scripted delta', async (end) => {
    vendor.script({ chunks: ['a'], finishReason: null, end })
    const reply = await ask('openai')
    await expect(reply.text()).rejects.toThrow()
  })

  it.each(['gzip', 'br', 'deflate'] as const)('compresses by %s', async (encoding) => {
    vendor.script({ chunks: ['a', 'b'], encoding, chunking: { seed: 3 } })
    expect(await (await ask('openai')).text()).toContain('[DONE]')
  })

  it('gives up waiting for a request that does not come', async () => {
    await expect(vendor.nextRequest(20)).rejects.toThrow('no request')
  })

  it('splits a text into words that join to the same text', () => {
    for (const text of ['', ' ', 'a', ' a  b\n\nc ', 'Hello there, you.\n']) expect(wordsOf(text).join('')).toBe(text)
    expect(wordsOf('a b c')).toHaveLength(3)
  })
})
