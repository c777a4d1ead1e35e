import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AnthropicReader } from '../../src/provider/anthropic/anthropic-reader.ts'
import { DeltaSink } from '../../src/provider/delta-sink.ts'
import { EventStream } from '../../src/provider/event-stream.ts'
import { GeminiReader } from '../../src/provider/gemini/gemini-reader.ts'
import { OpenAiReader } from '../../src/provider/openai/openai-reader.ts'
import { ResponsesReader } from '../../src/provider/openai/responses-reader.ts'
import type { ReplyReader } from '../../src/provider/reply-reader.ts'
import { startFakeVendor, type FakeVendor, type VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import { wholeReply } from './whole-reply.ts'
import { adapterFor, allKinds, outcomeOf, textOf } from './wire-kit.ts'

const pieces = ['Grüße, ', '世界 ', '👩‍👩‍👧', '\ud83d', '\ude00', '\n\n```', '\u2028', ' data: [DONE] ', '\\"', 'é']
const text = pieces.join('')
const lineEnds = [['\n'], ['\r\n'], ['\r'], ['\n', '\r\n', '\r']]

const readerOf = (kind: VendorKind, sink: DeltaSink): ReplyReader => {
  if (kind === 'gemini') return new GeminiReader(kind, sink)
  if (kind === 'anthropic') return new AnthropicReader(kind, sink)
  return kind === 'responses' ? new ResponsesReader(kind, sink) : new OpenAiReader(kind, sink)
}

/** What stands in the event that ends a reply well, and nowhere before it. */
const finishOf: Record<VendorKind, string> = {
  openai: '"stop"',
  compatible: '"stop"',
  ollama: '"stop"',
  responses: '"response.completed"',
  gemini: 'STOP',
  anthropic: 'end_turn',
}

function readAll(kind: VendorKind, chunks: Buffer[]) {
  let seen = ''
  const sink = new DeltaSink((delta) => void (seen += textOf(delta)), { thinkTags: kind === 'ollama' })
  const reader = readerOf(kind, sink)
  const events = new EventStream((data) => reader.read(data), 1e6)
  for (const chunk of chunks) events.push(chunk)
  events.end()
  return { completion: reader.complete(), seen }
}

function cutAt(bytes: Buffer, cuts: number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other), bytes.length]
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end))
}

describe.each(allKinds)('a stream of %s', (kind) => {
  it('gives the same text wherever its bytes are cut', () => {
    fc.assert(
      fc.property(fc.constantFrom(...lineEnds), fc.array(fc.nat(5000), { maxLength: 60 }), (ends, cuts) => {
        const { seen, completion } = readAll(kind, cutAt(Buffer.from(wholeReply(kind, pieces, ends)), cuts))
        expect(seen).toBe(text)
        expect(completion.finishReason).toBe('stop')
      }),
      { numRuns: 300 },
    )
  })

  it('gives the same text cut at each single byte', () => {
    const bytes = Buffer.from(wholeReply(kind, pieces))
    for (let at = 0; at <= bytes.length; at += 1) expect(readAll(kind, cutAt(bytes, [at])).seen).toBe(text)
  })

  it('never calls a beginning of itself whole', () => {
    const bytes = Buffer.from(wholeReply(kind, pieces))
    const finishAt = bytes.lastIndexOf(finishOf[kind])
    fc.assert(
      fc.property(fc.nat(finishAt), (length) => {
        const state = stateAfter(kind, bytes.subarray(0, length))
        expect(state).not.toBe('finished')
        expect(state).not.toBe('done')
      }),
    )
  })
})

function stateAfter(kind: VendorKind, bytes: Buffer): string {
  const sink = new DeltaSink(() => undefined)
  const reader = readerOf(kind, sink)
  const events = new EventStream((data) => reader.read(data), 1e6)
  try {
    events.push(bytes)
    events.end()
    return reader.state
  } catch {
    return 'refused'
  }
}

describe('over a real socket', () => {
  let vendor: FakeVendor
  beforeAll(async () => void (vendor = await startFakeVendor()))
  afterAll(() => vendor.stop())

  it.each(allKinds)('a stream of %s gives the same text for any cut and any coding', async (kind) => {
    const provider = adapterFor(kind, { baseUrl: vendor.baseUrl(kind) })
    const coding = fc.constantFrom(undefined, 'gzip' as const, 'br' as const, 'deflate' as const)
    await fc.assert(
      fc.asyncProperty(fc.nat(1e9), fc.nat({ max: 300 }), coding, async (seed, most, encoding) => {
        vendor.script({
          wire: wholeReply(kind, pieces),
          chunking: { seed, most: most + 1 },
          ...(encoding ? { encoding } : {}),
        })
        expect((await outcomeOf(provider)).text).toBe(text)
      }),
      { numRuns: 40 },
    )
  })
})
