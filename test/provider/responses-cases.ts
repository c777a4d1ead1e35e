import type { Script } from '../kit/fake-vendor/fake-vendor.ts'
import { firstAndLater } from './case-makers.ts'
import * as expected from './expectation.ts'
import { vendorSecret, type FaultCase, type FaultExpectation } from './expectation.ts'
import { testKey } from './wire-kit.ts'

const kinds: FaultCase['kinds'] = ['responses']
const stop = { finishReason: 'stop' } as const

const ending = (event: object): Script => ({ events: [event], finishReason: null })
const failed = (code: string, message = vendorSecret) =>
  ending({ type: 'response.failed', response: { status: 'failed', error: { code, message } } })
const told = (fields: object) => ending({ type: 'error', message: vendorSecret, param: null, ...fields })
const nested = (fields: object) => ending({ type: 'error', error: { message: vendorSecret, param: null, ...fields } })

const failures: [string, string, Script, FaultExpectation][] = [
  ['S01', 'response.failed by the server', failed('server_error'), expected.unavailable],
  ['S01', 'response.failed by a rate limit', failed('rate_limit_exceeded'), expected.rateLimited],
  [
    'S01',
    'response.failed by a rate limit with its wait',
    failed('rate_limit_exceeded', 'Please try again in 1.5s.'),
    { ...expected.rateLimited, retryAfterMs: 1500 },
  ],
  ['S01', 'response.failed for want of credit', failed('insufficient_quota'), expected.quota],
  [
    'S01',
    'response.failed without a reason',
    ending({ type: 'response.failed', response: { error: null } }),
    expected.unavailable,
  ],
  ['S01', 'an error whose code stands at the top', told({ code: 'server_error' }), expected.unavailable],
  ['S01', 'an error that has no code', told({ code: null }), expected.unavailable],
  ['S01', 'an error in an object of its own', nested({ code: 'too_many_requests' }), expected.rateLimited],
  ['S01', 'a context that is too long', nested({ code: 'context_length_exceeded' }), expected.contextTooLong],
  [
    'S01',
    'a wrong key, echoed in part',
    nested({ type: 'invalid_request_error', code: 'invalid_api_key', message: `Incorrect API key: ${testKey}` }),
    expected.misconfigured,
  ],
  [
    'S02',
    'an error of a gateway, without a type',
    ending({ error: { type: 'rate_limit_error', message: vendorSecret } }),
    expected.rateLimited,
  ],
]

const whole = (fields: object): Script => ({
  status: 200,
  body: { id: 'resp_1', object: 'response', error: null, usage: { input_tokens: 5, output_tokens: 2 }, ...fields },
})
const output = (...content: object[]) => [
  { type: 'reasoning', summary: [] },
  { type: 'message', role: 'assistant', content },
]

/** What only OpenAI's Responses say. */
export const responsesCases: FaultCase[] = [
  ...failures.flatMap(([row, what, script, fault]) => firstAndLater(row, what, { kinds, script, fault })),
  {
    row: 'F40',
    what: 'a prompt that breaks the rules, told after some text, which is kept',
    kinds,
    script: { ...failed('invalid_prompt'), chunks: ['so'] },
    text: 'so',
    fault: expected.blocked,
  },
  {
    row: 'F40',
    what: 'a refusal in events of its own',
    kinds,
    script: ending({ type: 'response.refusal.delta', delta: vendorSecret }),
    fault: expected.blocked,
  },
  {
    row: 'F40',
    what: 'a refusal in a response that was not streamed',
    kinds,
    script: whole({ status: 'completed', output: output({ type: 'refusal', refusal: vendorSecret }) }),
    fault: expected.blocked,
  },
  {
    row: 'F34',
    what: 'a whole response in place of a stream',
    kinds,
    script: whole({ status: 'completed', output: output({ type: 'output_text', text: 'All at once.' }) }),
    text: 'All at once.',
    completion: { finishReason: 'stop', usage: { inputTokens: 5, outputTokens: 2 } },
  },
  {
    row: 'F34',
    what: 'a response that is only queued in place of a stream',
    kinds,
    script: whole({ status: 'queued', output: [] }),
    fault: expected.badResponse,
  },
  {
    row: 'F34',
    what: 'a text that only the last event has',
    kinds,
    script: ending({
      type: 'response.completed',
      response: { output: output({ type: 'output_text', text: 'At last.' }) },
    }),
    text: 'At last.',
    completion: stop,
  },
  {
    row: 'S11',
    what: 'a run that somebody cancelled',
    kinds,
    script: { ...ending({ type: 'response.cancelled', response: {} }), chunks: ['so'] },
    text: 'so',
    fault: expected.interrupted({ ...expected.unavailable, kind: 'permanent', retry: 'no', breaker: 'ignore' }),
  },
  {
    row: 'S11',
    what: 'a goodbye and no last event',
    kinds,
    script: { chunks: ['so'], events: ['[DONE]'], finishReason: null },
    text: 'so',
    fault: expected.interrupted(expected.badResponse),
  },
  {
    row: 'S21',
    what: 'events of kinds that nobody knows, and odd ones among those that are known',
    kinds,
    script: {
      chunks: ['so'],
      events: [
        { type: 'response.web_search_call.searching', item_id: 'ws', output_index: 1 },
        { type: 'response.output_text.annotation.added', annotation: { text: 'ghost' } },
        { type: 'response.something_new', delta: 'ghost', text: 'ghost' },
        { type: 'keepalive', sequence_number: null },
        { type: 'response.in_progress', response: null },
        { type: 'response.output_text.delta', delta: null },
        { type: 'response.output_text.delta', delta: '', sequence_number: 'x' },
        { type: 'response.refusal.delta', delta: '' },
        { type: 'response.function_call_arguments.delta', delta: '{"ghost":1}' },
        {},
      ],
    },
    text: 'so',
    completion: stop,
  },
  {
    row: 'S22',
    what: 'thoughts of an open model',
    kinds,
    script: { events: [{ type: 'response.reasoning_text.delta', delta: 'Hm.' }], chunks: ['Four.'] },
    reasoning: 'Hm.',
    text: 'Four.',
    completion: stop,
  },
]
