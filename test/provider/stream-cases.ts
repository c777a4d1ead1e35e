import type { VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import { renderEvent, wires } from '../kit/fake-vendor/vendor-wire.ts'
import { firstAndLater, inStream, perKind } from './case-makers.ts'
import * as expected from './expectation.ts'
import { vendorSecret, type FaultCase } from './expectation.ts'
import { wholeReply } from './whole-reply.ts'
import { allKinds } from './wire-kit.ts'

const openAiKinds: VendorKind[] = ['openai', 'compatible', 'ollama']
const stop = { finishReason: 'stop' } as const

const decorated = (wire: string): Record<string, string> => ({
  'comments and pings': `: OPENROUTER PROCESSING\n\n: keep-alive\n\nevent: ping\ndata: {"type":"ping"}\n\n${wire}`,
  'fields that mean nothing here': wire.replaceAll('data: ', 'id: 7\nretry: 10\nretry: soon\nfoo: bar\nbaz\ndata: '),
  'no space after the colon': wire.replaceAll('data: ', 'data:'),
  'a byte order mark': `\ufeff${wire}`,
  'a NUL in an id': `id: a\u0000b\n${wire}`,
  'JSON over several data lines': wire.replaceAll('{"', '{\ndata: "'),
  'empty events in between': wire.replaceAll('\n\n', '\n\ndata:\n\n\n\n'),
})

/** S05 to S08, S10 to S12, S14, S15, S17, S18, S21: what else may stand inside a stream. */
export const streamCases: FaultCase[] = [
  ...(['\n', '\r\n', '\r'] as const).map((lineEnd): FaultCase => ({
    row: 'S05',
    what: `lines that end in ${JSON.stringify(lineEnd)}`,
    kinds: allKinds,
    script: { chunks: ['Once ', 'upon ', 'a time'], lineEnd },
    text: 'Once upon a time',
    completion: stop,
  })),
  ...perKind(allKinds, (kind) => ({
    row: 'S05',
    what: 'lines that end each in another way',
    script: { wire: wholeReply(kind, ['Once ', 'upon'], ['\n', '\r\n', '\r']) },
    text: 'Once upon',
    completion: stop,
  })),
  ...perKind(allKinds, (kind) =>
    Object.entries(decorated(wholeReply(kind, ['Once ', 'upon']))).map(([what, wire]) => ({
      row: what.startsWith('comments') ? 'S06' : 'S07',
      what,
      script: { wire },
      text: 'Once upon',
      completion: stop,
    })),
  ),
  {
    row: 'S08',
    what: 'characters of every width',
    kinds: allKinds,
    script: { chunks: ['aé€😀', '\ud83d', '\ude00', 'x\ud83d', '', '\ude01y'] },
    text: 'aé€😀😀x😁y',
    completion: stop,
  },
  {
    row: 'S08',
    what: 'halves that never find each other',
    kinds: allKinds,
    script: { chunks: ['a\ud83d', 'b', '\ude00c', 'd\ud83d'] },
    text: 'a\ufffdb\ufffdcd\ufffd',
    completion: stop,
  },
  {
    row: 'S10',
    what: 'no goodbye after the finish reason',
    kinds: allKinds,
    script: { chunks: ['so'], done: false },
    text: 'so',
    completion: stop,
  },
  ...(['end', 'close', 'reset'] as const).flatMap((end): FaultCase[] => {
    const truncated = end === 'end' ? expected.badResponse : expected.unavailable
    const row = end === 'end' ? 'S11' : 'S18'
    return [
      {
        row,
        what: `${end} after some text`,
        kinds: allKinds,
        script: { chunks: ['Once ', 'upon'], finishReason: null, done: false, end },
        text: 'Once upon',
        fault: expected.interrupted(truncated),
      },
      {
        row,
        what: `${end} before any text`,
        kinds: allKinds,
        script: { finishReason: null, done: false, end },
        fault: inStream(truncated),
      },
    ]
  }),
  ...(['close', 'reset'] as const).map((end): FaultCase => ({
    row: 'S10',
    what: `${end} between the finish reason and the goodbye`,
    kinds: allKinds,
    script: { chunks: ['so'], done: false, end },
    text: 'so',
    completion: stop,
  })),
  {
    row: 'S12',
    what: 'usage told',
    kinds: allKinds,
    script: { chunks: ['so'], usage: { input: 21, output: 4 } },
    text: 'so',
    completion: { usage: { inputTokens: 21, outputTokens: 4 } },
  },
  {
    row: 'S12',
    what: 'usage missing',
    kinds: ['openai', 'responses', 'compatible', 'ollama', 'gemini'],
    script: { chunks: ['so'], usage: null },
    text: 'so',
    completion: { usage: { inputTokens: undefined, outputTokens: undefined } },
  },
  {
    row: 'S12',
    what: 'usage null in every chunk, zero, then told twice',
    kinds: openAiKinds,
    script: {
      chunks: ['so'],
      events: [
        { choices: [], usage: null },
        { choices: [], usage: { prompt_tokens: 0, completion_tokens: 0 } },
        { choices: [], usage: { prompt_tokens: 21, completion_tokens: 4 } },
      ],
      usage: { input: 21, output: 4 },
    },
    text: 'so',
    completion: { usage: { inputTokens: 21, outputTokens: 4 } },
  },
  {
    row: 'S12',
    what: 'usage of zeros, which counts nothing',
    kinds: allKinds,
    script: { chunks: ['so'], usage: { input: 0, output: 0 } },
    text: 'so',
    completion: { usage: { inputTokens: undefined, outputTokens: undefined } },
  },
  ...firstAndLater('S14', 'a line that is no JSON', {
    kinds: allKinds,
    script: { events: [`{"choices":[{"delta":{"content":"${vendorSecret}`] },
    fault: expected.badResponse,
  }),
  ...perKind(allKinds, (kind) => ({
    row: 'S14',
    what: 'half an event and then the end',
    script: { wire: `${renderEvent(kind, wires[kind].text('so'), '\n')}data: {"choices":[{"delta":{"con` },
    text: 'so',
    fault: expected.interrupted(expected.badResponse),
  })),
  ...perKind(allKinds, (kind) => ({
    row: 'S15',
    what: 'a page in the middle of the stream',
    script: { wire: `${renderEvent(kind, wires[kind].text('so'), '\n')}<html><h1>502</h1>\n</html>\n` },
    text: 'so',
    fault: expected.interrupted(expected.badResponse),
  })),
  ...perKind(['openai', 'responses', 'compatible', 'ollama', 'anthropic'], (kind) => ({
    row: 'S17',
    what: 'more after the goodbye',
    script: {
      wire: `${wholeReply(kind, ['so'])}${renderEvent(kind, wires[kind].text('ghost'), '\n')}data: [DONE]\n\ndata: {{{\n\n`,
    },
    text: 'so',
    completion: stop,
  })),
  {
    row: 'S17',
    what: 'a second choice',
    kinds: openAiKinds,
    script: {
      chunks: ['so'],
      events: [{ choices: [{ index: 1, delta: { content: 'ghost' }, finish_reason: 'content_filter' }] }],
    },
    text: 'so',
    completion: stop,
  },
  {
    row: 'S17',
    what: 'a second candidate',
    kinds: ['gemini'],
    script: { chunks: ['so'], events: [{ candidates: [{ index: 1, content: { parts: [{ text: 'ghost' }] } }] }] },
    text: 'so',
    completion: stop,
  },
  {
    row: 'S21',
    what: 'odd chunks around the text',
    kinds: openAiKinds,
    script: {
      chunks: ['so'],
      events: [
        { id: 'z', choices: [{ index: 0, delta: { role: 'assistant', content: null } }] },
        { id: 'a', choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] },
        { id: 'a', choices: [{ index: 0, delta: null }] },
        { id: 'a', choices: null, error: null },
        { id: 'a' },
      ],
    },
    text: 'so',
    completion: stop,
  },
]
