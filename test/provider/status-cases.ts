import type { VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import * as expected from './expectation.ts'
import { vendorSecret, type FaultCase } from './expectation.ts'
import { answers, anthropic, gemini, openAi } from './vendor-answers.ts'

const openAiKinds: VendorKind[] = ['openai', 'responses', 'compatible']

/** F01 to F13: who may ask, who pays, which model, how long, and what about. */
export const statusCases: FaultCase[] = [
  answers('F01', 'a wrong key, echoed in part', {
    kinds: openAiKinds,
    status: 401,
    body: openAi({ message: `Incorrect API key provided: sk-test-0123456789abcdef`, code: 'invalid_api_key' }),
    fault: expected.misconfigured,
  }),
  answers('F01', 'a wrong key as Gemini says it, with a 400', {
    kinds: ['gemini'],
    status: 400,
    body: gemini(400, 'INVALID_ARGUMENT', [{ '@type': 'google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }]),
    fault: expected.misconfigured,
  }),
  answers('F02', 'an address that is not authorised', {
    kinds: openAiKinds,
    status: 401,
    body: openAi({ code: 'ip_not_authorized' }),
    fault: expected.misconfigured,
  }),
  answers('F02', 'a country that is not served', {
    kinds: openAiKinds,
    status: 403,
    body: openAi({ code: 'unsupported_country_region_territory' }),
    fault: expected.misconfigured,
  }),
  answers('F03', 'authentication_error', {
    kinds: ['anthropic'],
    status: 401,
    body: anthropic('authentication_error'),
    fault: expected.misconfigured,
  }),
  answers('F04', 'no balance', {
    kinds: ['anthropic'],
    status: 402,
    body: anthropic('billing_error'),
    fault: expected.quota,
  }),
  answers('F04', 'no balance', {
    kinds: openAiKinds,
    status: 402,
    body: openAi({ message: 'Insufficient Balance', type: 'unknown_error', code: 'invalid_request_error' }),
    fault: expected.quota,
  }),
  answers('F04', 'no balance', { kinds: ['gemini'], status: 402, body: gemini(402, ''), fault: expected.quota }),
  answers('F05', 'too much in flight, with a moment to come back', {
    kinds: ['compatible'],
    status: 402,
    headers: { 'retry-after': '3' },
    body: openAi({ code: 402, metadata: { limit_source: 'openrouter_in_flight_budget' } }),
    fault: { ...expected.rateLimited, retryAfterMs: 3000 },
  }),
  answers('F06', 'permission_error', {
    kinds: ['anthropic'],
    status: 403,
    body: anthropic('permission_error'),
    fault: expected.misconfigured,
  }),
  answers('F06', 'PERMISSION_DENIED', {
    kinds: ['gemini'],
    status: 403,
    body: gemini(403, 'PERMISSION_DENIED'),
    fault: expected.misconfigured,
  }),
  answers('F06', 'FAILED_PRECONDITION', {
    kinds: ['gemini'],
    status: 400,
    body: gemini(400, 'FAILED_PRECONDITION'),
    fault: expected.misconfigured,
  }),
  answers('F07', 'flagged by moderation', {
    kinds: ['compatible'],
    status: 403,
    body: openAi({ code: 403, metadata: { reasons: ['violence'], flagged_input: vendorSecret } }),
    fault: expected.blocked,
  }),
  answers('F08', 'model_not_found', {
    kinds: ['openai', 'responses'],
    status: 404,
    body: openAi({ code: 'model_not_found' }),
    fault: expected.modelNotFound,
  }),
  answers('F08', 'not_found_error', {
    kinds: ['anthropic'],
    status: 404,
    body: anthropic('not_found_error'),
    fault: expected.modelNotFound,
  }),
  answers('F08', 'NOT_FOUND', {
    kinds: ['gemini'],
    status: 404,
    body: gemini(404, 'NOT_FOUND'),
    fault: expected.modelNotFound,
  }),
  answers('F08', 'an error that is a text', {
    kinds: ['ollama'],
    status: 404,
    body: { error: `model 'x' not found` },
    fault: expected.modelNotFound,
  }),
  answers('F08', 'a flat body', {
    kinds: ['compatible'],
    status: 404,
    body: { object: 'error', message: vendorSecret, type: 'invalid_model', code: 'unknown_model' },
    fault: expected.modelNotFound,
  }),
  answers('F08', 'a flat body with a 400', {
    kinds: ['compatible'],
    status: 400,
    body: { object: 'error', message: vendorSecret, type: 'invalid_model', code: 'unknown_model' },
    fault: expected.modelNotFound,
  }),
  answers('F09', 'context_length_exceeded', {
    kinds: openAiKinds,
    status: 400,
    body: openAi({ type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' }),
    fault: expected.contextTooLong,
  }),
  answers('F09', 'the same without a code', {
    kinds: ['compatible'],
    status: 400,
    body: {
      object: 'error',
      message: `This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.`,
      type: 'BadRequestError',
      code: 400,
    },
    fault: expected.contextTooLong,
  }),
  answers('F10', 'prompt is too long', {
    kinds: ['anthropic'],
    status: 400,
    body: anthropic('invalid_request_error', 'prompt is too long: 205351 tokens > 200000 maximum'),
    fault: expected.contextTooLong,
  }),
  answers('F10', 'more tokens than the model reads', {
    kinds: ['gemini'],
    status: 400,
    body: {
      error: {
        code: 400,
        status: 'INVALID_ARGUMENT',
        message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      },
    },
    fault: expected.contextTooLong,
  }),
  answers('F11', 'exceed_context_size_error', {
    kinds: ['compatible'],
    status: 400,
    body: openAi({ code: 400, type: 'exceed_context_size_error', n_prompt_tokens: 9000, n_ctx: 8192 }),
    fault: { ...expected.contextTooLong, retry: 'no' },
  }),
  answers('F11', 'a 200 with an error in it', {
    kinds: ['compatible'],
    status: 200,
    body: openAi({
      code: 400,
      message: 'the request exceeds the available context size',
      type: 'invalid_request_error',
    }),
    fault: { ...expected.contextTooLong, retry: 'no' },
  }),
  answers('F11', 'a 500 that says the context is too long', {
    kinds: ['gemini'],
    status: 500,
    body: { error: { code: 500, status: 'INTERNAL', message: 'Your input context is too long. Please reduce it.' } },
    fault: { ...expected.contextTooLong, retry: 'no' },
  }),
  answers('F12', 'a spend limit that comes as an invalid request', {
    kinds: ['anthropic'],
    status: 400,
    body: anthropic(
      'invalid_request_error',
      'You have reached your specified API usage limits. You will regain access on …',
    ),
    fault: expected.quota,
  }),
  answers('F13', 'a content filter that read the prompt', {
    kinds: openAiKinds,
    status: 400,
    body: openAi({
      code: 'content_filter',
      param: 'prompt',
      status: 400,
      innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: { hate: { filtered: true } } },
    }),
    fault: expected.blocked,
  }),
]
