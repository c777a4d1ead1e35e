import type { VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import * as expected from './expectation.ts'
import type { FaultCase } from './expectation.ts'
import { allKinds } from './wire-kit.ts'

const stop = { finishReason: 'stop' } as const
const openAiKinds: VendorKind[] = ['openai', 'compatible', 'ollama']
const tagged: VendorKind[] = ['compatible', 'ollama']
const delta = (fields: object) => ({ choices: [{ index: 0, delta: fields, finish_reason: null }] })

/** S22: thoughts and tool calls never pass for text. */
export const reasoningCases: FaultCase[] = [
  {
    row: 'S22',
    what: 'thoughts in fields of their own',
    kinds: allKinds,
    script: { reasoning: ['Let me ', 'see.'], chunks: ['Four.'] },
    reasoning: 'Let me see.',
    text: 'Four.',
    completion: stop,
  },
  {
    row: 'S22',
    what: 'thoughts told twice in one chunk',
    kinds: openAiKinds,
    script: { events: [delta({ reasoning: 'Hm.', reasoning_content: 'Hm.' }), delta({ content: 'Four.' })] },
    reasoning: 'Hm.',
    text: 'Four.',
    completion: stop,
  },
  {
    row: 'S22',
    what: 'content in parts',
    kinds: openAiKinds,
    script: {
      events: [
        delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }] }),
        delta({ content: [{ type: 'text', text: 'Four.' }] }),
      ],
    },
    reasoning: 'Hm.',
    text: 'Four.',
    completion: stop,
  },
  {
    row: 'S22',
    what: 'tool calls',
    kinds: openAiKinds,
    script: {
      chunks: ['so'],
      events: [delta({ tool_calls: [{ index: 0, function: { name: 'f', arguments: '{"ghost":1}' } }] })],
    },
    text: 'so',
    completion: stop,
  },
  {
    row: 'S22',
    what: 'a tool call and a signature',
    kinds: ['anthropic'],
    script: {
      chunks: ['so'],
      events: [
        { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'ghost' } },
        { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', name: 'ghost', input: {} } },
        { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"ghost"' } },
      ],
    },
    text: 'so',
    completion: stop,
  },
  {
    row: 'S22',
    what: 'a call of a function',
    kinds: ['gemini'],
    script: {
      chunks: ['so'],
      events: [{ candidates: [{ content: { parts: [{ functionCall: { name: 'ghost' } }] } }] }],
    },
    text: 'so',
    completion: stop,
  },
  ...[
    ['<think>Hm.</think>\n\nFour.'],
    ['\n', '<th', 'ink>', 'H', 'm.', '</', 'think', '>', '\n', '\n', 'Four.'],
    [...'<think>Hm.</think>\n\nFour.'],
  ].map((chunks): FaultCase => ({
    row: 'S22',
    what: `thinking tags in ${chunks.length} pieces`,
    kinds: tagged,
    script: { chunks },
    reasoning: 'Hm.',
    text: 'Four.',
    completion: stop,
  })),
  {
    row: 'S22',
    what: 'tags that are part of the answer',
    kinds: tagged,
    script: { chunks: ['Write ', '<think>', 'so', '</think>', ' and <thin'] },
    text: 'Write <think>so</think> and <thin',
    completion: stop,
  },
  {
    row: 'S22',
    what: 'the beginning of a tag that never comes',
    kinds: tagged,
    script: { chunks: [' ', '<thi'] },
    text: ' <thi',
    completion: stop,
  },
  {
    row: 'S22',
    what: 'a tag that is never closed',
    kinds: tagged,
    script: { chunks: ['<think>', 'Hm</thi'] },
    reasoning: 'Hm</thi',
    fault: expected.badResponse,
  },
  {
    row: 'S22',
    what: 'tags of a vendor that sends none',
    kinds: ['openai', 'responses', 'gemini', 'anthropic'],
    script: { chunks: ['<think>', 'so</think>'] },
    text: '<think>so</think>',
    completion: stop,
  },
]
