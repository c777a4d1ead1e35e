import type { VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import * as expected from './expectation.ts'
import { vendorSecret, type FaultCase } from './expectation.ts'
import { answers, anthropic, gemini, html, openAi } from './vendor-answers.ts'
import { allKinds } from './wire-kit.ts'

const openAiKinds: VendorKind[] = ['openai', 'responses', 'compatible']

/** F14 to F19 and F28 to F30: a server that cannot or will not. */
export const serverCases: FaultCase[] = [
  answers('F14', 'an invalid parameter', {
    kinds: openAiKinds,
    status: 400,
    body: openAi({ type: 'invalid_request_error' }),
    fault: expected.rejected,
  }),
  answers('F14', 'an invalid parameter', {
    kinds: ['gemini'],
    status: 400,
    body: gemini(400, 'INVALID_ARGUMENT'),
    fault: expected.rejected,
  }),
  answers('F14', 'an invalid parameter', {
    kinds: ['anthropic'],
    status: 400,
    body: anthropic('invalid_request_error'),
    fault: expected.rejected,
  }),
  answers('F14', 'Invalid Parameters', {
    kinds: ['compatible'],
    status: 422,
    body: { detail: [{ loc: ['body'], msg: vendorSecret }] },
    fault: expected.rejected,
  }),
  answers('F14', 'what the model generated was unusable', {
    kinds: ['compatible'],
    status: 422,
    headers: { 'x-groq-region': 'fra' },
    body: openAi({ type: 'invalid_request_error' }),
    fault: { ...expected.rejected, retry: 'once' },
  }),
  ...[405, 415, 501].map((status) =>
    answers('F15', `status ${status}`, { kinds: allKinds, status, ...html, fault: expected.wrongAddress }),
  ),
  ...[301, 302, 303, 307, 308].map((status) =>
    answers('F15', `a redirect with ${status}`, {
      kinds: allKinds,
      status,
      headers: { location: 'http://127.0.0.1:9/elsewhere' },
      fault: expected.wrongAddress,
    }),
  ),
  answers('F15', 'a path that the server does not know', {
    kinds: allKinds,
    status: 404,
    ...html,
    fault: { ...expected.wrongAddress },
  }),
  answers('F16', 'status 408', { kinds: allKinds, status: 408, fault: expected.timedOut }),
  answers('F17', 'status 409', { kinds: openAiKinds, status: 409, body: openAi({}), fault: expected.conflict }),
  answers('F17', 'conflict_error', {
    kinds: ['anthropic'],
    status: 409,
    body: anthropic('conflict_error'),
    fault: expected.conflict,
  }),
  answers('F18', 'too large for the proxy in front', {
    kinds: allKinds,
    status: 413,
    ...html,
    fault: expected.requestTooLarge,
  }),
  answers('F18', 'request_too_large', {
    kinds: ['anthropic'],
    status: 413,
    body: anthropic('request_too_large'),
    fault: expected.requestTooLarge,
  }),
  ...[424, 425, 498, 499].map((status) =>
    answers('F19', `status ${status}`, { kinds: allKinds, status, fault: expected.overloaded }),
  ),
  answers('F28', 'server_error', {
    kinds: openAiKinds,
    status: 500,
    body: openAi({ type: 'server_error' }),
    fault: expected.unavailable,
  }),
  answers('F28', 'api_error', {
    kinds: ['anthropic'],
    status: 500,
    body: anthropic('api_error'),
    fault: expected.unavailable,
  }),
  answers('F28', 'INTERNAL', {
    kinds: ['gemini'],
    status: 500,
    body: gemini(500, 'INTERNAL'),
    fault: expected.unavailable,
  }),
  ...[502, 503, 504].flatMap((status) => [
    answers('F29', `status ${status} with a page`, { kinds: allKinds, status, ...html, fault: expected.unavailable }),
    answers('F29', `status ${status} with nothing`, { kinds: allKinds, status, fault: expected.unavailable }),
  ]),
  answers('F29', 'UNAVAILABLE', {
    kinds: ['gemini'],
    status: 503,
    body: gemini(503, 'UNAVAILABLE'),
    fault: expected.unavailable,
  }),
  answers('F29', 'DEADLINE_EXCEEDED', {
    kinds: ['gemini'],
    status: 504,
    body: gemini(504, 'DEADLINE_EXCEEDED'),
    fault: { ...expected.unavailable, mayHaveRun: true },
  }),
  answers('F29', 'timeout_error', {
    kinds: ['anthropic'],
    status: 504,
    body: anthropic('timeout_error'),
    fault: expected.unavailable,
  }),
  answers('F29', 'a model that is still loading', {
    kinds: ['compatible'],
    status: 503,
    body: openAi({ code: 503, message: 'Loading model', type: 'unavailable_error' }),
    fault: expected.unavailable,
  }),
  answers('F30', 'overloaded_error', {
    kinds: ['anthropic'],
    status: 529,
    body: anthropic('overloaded_error'),
    fault: expected.overloaded,
  }),
  ...[520, 521, 522, 523, 524, 525, 526, 530].map((status) =>
    answers('F30', `status ${status} of the proxy in front`, {
      kinds: allKinds,
      status,
      ...html,
      fault: expected.overloaded,
    }),
  ),
]
