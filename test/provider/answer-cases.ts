import { gzipSync } from 'node:zlib'
import type { VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import * as expected from './expectation.ts'
import { vendorSecret, type FaultCase } from './expectation.ts'
import { wholeReply } from './whole-reply.ts'
import { allKinds } from './wire-kit.ts'

const openAiKinds: VendorKind[] = ['openai', 'compatible', 'ollama']
const geminiPart = (finishReason: string, parts: object[] = []) => ({
  candidates: [{ index: 0, finishReason, content: { role: 'model', parts } }],
})
const openAiDelta = (delta: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
})
const page = `<html><body>${vendorSecret}</body></html>`

/** F34 to F42: a 200 that is no reply, and the ways a reply can end. */
export const answerCases: FaultCase[] = [
  {
    row: 'F34',
    what: 'a page',
    kinds: allKinds,
    script: { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page },
    fault: expected.badResponse,
  },
  {
    row: 'F34',
    what: 'an error object in JSON',
    kinds: allKinds,
    script: { status: 200, body: { error: { message: vendorSecret, code: 'whatever' } } },
    fault: expected.badResponse,
  },
  {
    row: 'F34',
    what: 'JSON that is none',
    kinds: allKinds,
    script: { status: 200, body: page },
    fault: expected.badResponse,
  },
  { row: 'F34', what: 'nothing at all', kinds: allKinds, script: { wire: '' }, fault: expected.badResponse },
  { row: 'F34', what: 'status 204', kinds: allKinds, script: { status: 204 }, fault: expected.badResponse },
  {
    row: 'F34',
    what: 'a page that calls itself a stream',
    kinds: allKinds,
    script: { wire: page },
    fault: expected.badResponse,
  },
  ...['SAFETY', 'OTHER', 'PROHIBITED_CONTENT', 'BLOCKLIST'].flatMap((blockReason): FaultCase[] => [
    {
      row: 'F35',
      what: `a prompt blocked for ${blockReason}`,
      kinds: ['gemini'],
      script: { events: [{ promptFeedback: { blockReason } }], finishReason: null },
      fault: expected.blocked,
    },
    {
      row: 'F35',
      what: `a prompt blocked for ${blockReason}, in JSON`,
      kinds: ['gemini'],
      script: { status: 200, body: { promptFeedback: { blockReason } } },
      fault: expected.blocked,
    },
  ]),
  ...['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII'].flatMap((reason): FaultCase[] => {
    const fault = reason === 'RECITATION' ? { ...expected.blocked, retry: 'once' as const } : expected.blocked
    return [
      { row: 'F36', what: `${reason} at once`, kinds: ['gemini'], script: { finishReason: reason }, fault },
      {
        row: 'F36',
        what: `${reason} after some text, which is kept`,
        kinds: ['gemini'],
        script: { chunks: ['Once ', 'upon'], finishReason: reason },
        text: 'Once upon',
        fault,
      },
    ]
  }),
  {
    row: 'F37',
    what: 'MAX_TOKENS without any part',
    kinds: ['gemini'],
    script: { events: [{ candidates: [{ index: 0, finishReason: 'MAX_TOKENS' }] }], finishReason: null },
    fault: { ...expected.badResponse, kind: 'permanent', retry: 'no', breaker: 'ignore' },
  },
  {
    row: 'F37',
    what: 'a limit that was spent on thoughts',
    kinds: ['openai', 'responses', 'compatible'],
    script: { reasoning: ['Hm', 'm.'], finishReason: 'length' },
    reasoning: 'Hmm.',
    fault: { ...expected.badResponse, kind: 'permanent', retry: 'no', breaker: 'ignore' },
  },
  ...['MALFORMED_FUNCTION_CALL', 'OTHER', 'A_NEW_ONE'].flatMap((reason): FaultCase[] => [
    { row: 'F38', what: reason, kinds: ['gemini'], script: { finishReason: reason }, fault: expected.badResponse },
    {
      row: 'F38',
      what: `${reason} after some text`,
      kinds: ['gemini'],
      script: { chunks: ['a'], finishReason: reason },
      text: 'a',
      fault: expected.interrupted(expected.badResponse),
    },
  ]),
  ...(
    [
      ['openai', 'length'],
      ['responses', 'max_output_tokens'],
      ['compatible', 'length'],
      ['ollama', 'length'],
      ['anthropic', 'max_tokens'],
      ['gemini', 'MAX_TOKENS'],
    ] as const
  ).map(([kind, finishReason]): FaultCase => ({
    row: 'F39',
    what: finishReason,
    kinds: [kind],
    script: { chunks: ['as far ', 'as it goes'], finishReason },
    text: 'as far as it goes',
    completion: { finishReason: 'length' },
  })),
  {
    row: 'F40',
    what: 'content_filter',
    kinds: [...openAiKinds, 'responses'],
    script: { chunks: ['so '], finishReason: 'content_filter' },
    text: 'so ',
    fault: expected.blocked,
  },
  {
    row: 'F40',
    what: 'a refusal in a field of its own',
    kinds: openAiKinds,
    script: { events: [openAiDelta({ refusal: vendorSecret }), openAiDelta({ refusal: ' no' })] },
    fault: expected.blocked,
  },
  {
    row: 'F40',
    what: 'refusal',
    kinds: ['anthropic'],
    script: { chunks: ['so '], finishReason: 'refusal' },
    text: 'so ',
    fault: expected.blocked,
  },
  {
    row: 'F40',
    what: 'a content filter that was down, which is no error',
    kinds: ['openai'],
    script: {
      chunks: ['fine'],
      events: [
        { choices: [{ index: 0, delta: {}, content_filter_result: { error: { code: 'content_filter_error' } } }] },
      ],
    },
    text: 'fine',
    completion: { finishReason: 'stop' },
  },
  {
    row: 'F41',
    what: 'pause_turn',
    kinds: ['anthropic'],
    script: { chunks: ['so'], finishReason: 'pause_turn' },
    text: 'so',
    completion: { finishReason: 'other' },
  },
  {
    row: 'F41',
    what: 'an unknown finish reason',
    kinds: ['openai', 'responses', 'compatible', 'ollama', 'anthropic'],
    script: { chunks: ['so'], finishReason: 'a_new_one' },
    text: 'so',
    completion: { finishReason: 'other' },
  },
  { row: 'F42', what: 'a normal stop without a word', kinds: allKinds, script: {}, fault: expected.badResponse },
  {
    row: 'F42',
    what: 'a normal stop after thoughts only',
    kinds: allKinds,
    script: { reasoning: ['Hm.'] },
    reasoning: 'Hm.',
    fault: expected.badResponse,
  },
  {
    row: 'F42',
    what: 'a candidate with a finish and nothing else',
    kinds: ['gemini'],
    script: { events: [geminiPart('STOP')], finishReason: null },
    fault: expected.badResponse,
  },
  ...(['gzip', 'br', 'deflate'] as const).map((encoding): FaultCase => ({
    row: 'S16',
    what: `${encoding}, unasked for`,
    kinds: allKinds,
    script: { chunks: ['Grüße ', '🌍'], encoding },
    text: 'Grüße 🌍',
    completion: { finishReason: 'stop' },
  })),
  {
    row: 'S16',
    what: 'gzip that is none',
    kinds: allKinds,
    script: { wire: Buffer.from('not compressed at all'), headers: { 'content-encoding': 'gzip' } },
    fault: expected.badResponse,
  },
  {
    row: 'S16',
    what: 'gzip that ends too early',
    kinds: allKinds,
    script: {
      wire: gzipSync(Buffer.from(': nothing but a comment\n\n')).subarray(0, 20),
      headers: { 'content-encoding': 'gzip' },
    },
    fault: expected.badResponse,
  },
  {
    row: 'S16',
    what: 'an unknown coding',
    kinds: allKinds,
    script: { wire: 'data: {}\n\n', headers: { 'content-encoding': 'snappy' } },
    fault: expected.badResponse,
  },
  // A good reply stands at the end of the bomb: whoever unpacks all of it would call it a success.
  ...(['openai', 'responses', 'gemini', 'anthropic'] as const).flatMap((kind): FaultCase[] => {
    const bombs = { 'one event': Buffer.alloc(100e6, 'data: a'), 'many lines': Buffer.alloc(100e6, ': a\n') }
    return Object.entries(bombs).map(([what, bytes]) => ({
      row: 'S16',
      what: `a bomb of ${what}`,
      kinds: [kind],
      script: {
        wire: gzipSync(Buffer.concat([bytes, Buffer.from(`\n\n${wholeReply(kind, ['boom'])}`)]), { level: 1 }),
        headers: { 'content-encoding': 'gzip' },
      },
      fault: expected.badResponse,
      chunkings: ['event', 'whole', { seed: 4, most: 2000 }],
    }))
  }),
]
