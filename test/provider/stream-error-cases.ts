import type { Script, VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import { renderEvent, wires } from '../kit/fake-vendor/vendor-wire.ts'
import { firstAndLater, inStream, perKind } from './case-makers.ts'
import * as expected from './expectation.ts'
import { vendorSecret, type FaultCase } from './expectation.ts'

const openAiKinds: VendorKind[] = ['openai', 'compatible', 'ollama']

const anthropicError = (type: string): Script => ({
  events: [{ type: 'error', error: { type, message: vendorSecret } }],
  finishReason: null,
  done: false,
})
const openAiError = (error: unknown, more: object = {}): Script => ({
  events: [{ error, ...more }],
  finishReason: null,
})

/** S01 to S04: errors under a status of 200. */
export const streamErrorCases: FaultCase[] = [
  ...firstAndLater('S01', 'overloaded_error', {
    kinds: ['anthropic'],
    script: anthropicError('overloaded_error'),
    fault: expected.overloaded,
  }),
  ...firstAndLater('S01', 'api_error', {
    kinds: ['anthropic'],
    script: anthropicError('api_error'),
    fault: expected.unavailable,
  }),
  ...firstAndLater('S01', 'UNAVAILABLE', {
    kinds: ['gemini'],
    script: openAiError({ code: 503, status: 'UNAVAILABLE', message: vendorSecret }),
    fault: expected.unavailable,
  }),
  ...firstAndLater('S02', 'an error and then [DONE]', {
    kinds: openAiKinds,
    script: openAiError({ message: vendorSecret, type: 'server_error' }),
    fault: expected.unavailable,
  }),
  ...firstAndLater('S02', 'an error beside no choices', {
    kinds: openAiKinds,
    script: openAiError({ message: vendorSecret, code: 429 }, { choices: [] }),
    fault: expected.rateLimited,
  }),
  ...firstAndLater('S02', 'an error beside a normal stop', {
    kinds: openAiKinds,
    script: openAiError({ message: vendorSecret, code: 502 }, { choices: [{ delta: {}, finish_reason: 'stop' }] }),
    fault: expected.unavailable,
  }),
  ...firstAndLater('S02', '[DONE] and nothing before it', {
    kinds: openAiKinds,
    script: { finishReason: null },
    fault: expected.badResponse,
  }),
  ...firstAndLater('S03', 'finish_reason error', {
    kinds: openAiKinds,
    script: { finishReason: 'error' },
    fault: expected.unavailable,
  }),
  ...firstAndLater('S03', 'finish_reason error with an error in the choice', {
    kinds: openAiKinds,
    script: {
      events: [
        { choices: [{ index: 0, delta: {}, finish_reason: 'error', error: { code: 529, message: vendorSecret } }] },
      ],
      finishReason: null,
    },
    fault: expected.overloaded,
  }),
  ...perKind(['ollama', 'compatible'], (kind) => [
    {
      row: 'S04',
      what: 'a bare line of JSON with an error',
      script: { wire: `{"error":"${vendorSecret}"}` },
      fault: inStream(expected.unavailable),
    },
    {
      row: 'S04',
      what: 'the same after some text',
      script: {
        wire: `${renderEvent(kind, wires[kind].text('so'), '\n')}{"error":{"message":"${vendorSecret}"}}\n`,
        headers: { 'content-type': 'application/x-ndjson' },
      },
      text: 'so',
      fault: expected.interrupted(expected.unavailable),
    },
  ]),
]
