import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startFakeVendor, type FakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import { adapterFor, allKinds, hello, outcomeOf, testKey, textOf } from './wire-kit.ts'

let vendor: FakeVendor
beforeAll(async () => void (vendor = await startFakeVendor()))
beforeEach(() => vendor.reset())
afterAll(() => vendor.stop())

const adapter = (kind: (typeof allKinds)[number]) => adapterFor(kind, { baseUrl: vendor.baseUrl(kind) })

describe.each(allKinds)('the adapter for %s', (kind) => {
  it('streams a reply as it comes and tells its usage', async () => {
    vendor.script({ reasoning: ['Hm.'], chunks: ['Hel', 'lo', ' 👋'], usage: { input: 11, output: 3 } })
    const { text, reasoning, deltas, completion } = await outcomeOf(adapter(kind))
    expect(text).toBe('Hello 👋')
    expect(reasoning).toBe('Hm.')
    expect(deltas.filter(({ type }) => type !== 'run-started')).toHaveLength(4)
    expect(completion).toEqual({ finishReason: 'stop', usage: { inputTokens: 11, outputTokens: 3 } })
  })

  it('delivers each delta before the next one leaves the vendor', async () => {
    const gate = vendor.script({ chunks: ['one', 'two', 'three'], gated: true })
    const seen: string[] = []
    gate.release()
    await adapter(kind).stream(
      hello,
      (delta) => {
        if (delta.type === 'run-started') return
        seen.push(textOf(delta))
        gate.release()
      },
      new AbortController().signal,
    )
    expect(seen).toEqual(['one', 'two', 'three'])
  })

  it('sends the key in a header and nowhere else', async () => {
    await outcomeOf(adapter(kind))
    const { headers, path, text } = await vendor.nextRequest()
    expect(JSON.stringify(headers)).toContain(testKey)
    expect(path + text).not.toContain(testKey)
    expect(headers['accept-encoding']).toBe('identity')
  })

  it('lists the models of the vendor', async () => {
    const models = await adapter(kind).listModels(new AbortController().signal)
    expect(models.map(({ name }) => name)).toEqual(['fake-large', 'fake-small'])
  })

  it('fails a listing as it fails a reply', async () => {
    vendor.script({ call: 'models', status: 401, body: { error: { message: 'no' } } })
    await expect(adapter(kind).listModels(new AbortController().signal)).rejects.toMatchObject({
      code: 'PROVIDER_MISCONFIGURED',
    })
  })

  it('uses a connection again after a reply that ended well', async () => {
    const provider = adapter(kind)
    for (let reply = 0; reply < 6; reply += 1) await outcomeOf(provider)
    // The first connection may still be at its last bytes when the second request leaves.
    expect(new Set(vendor.requests.map(({ port }) => port)).size).toBeLessThanOrEqual(2)
  })

  it('asks nothing where it is aborted before it begins', async () => {
    const reason = new Error('stopped')
    await expect(adapter(kind).stream(hello, () => undefined, AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(vendor.requests).toHaveLength(0)
  })

  it('passes on what the receiver of deltas throws, and hangs up', async () => {
    vendor.script({ chunks: ['a', 'b'], end: 'stall', finishReason: null })
    const bug = new Error('receiver')
    const failing = adapter(kind).stream(
      hello,
      () => {
        throw bug
      },
      new AbortController().signal,
    )
    await expect(failing).rejects.toBe(bug)
    expect((await (await vendor.nextRequest()).closed).byClient).toBe(true)
  })
})
