import type { Script, VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import * as expected from './expectation.ts'
import { vendorSecret, type FaultCase } from './expectation.ts'
import { allKinds } from './wire-kit.ts'

const openAiKinds: VendorKind[] = ['openai', 'responses', 'compatible']

interface Limit {
  kinds: VendorKind[]
  fault: expected.FaultExpectation
  headers?: Record<string, string>
  body?: unknown
  status?: number
}

const limit = (
  row: string,
  what: string,
  { kinds, fault, headers = {}, body = '', status = 429 }: Limit,
): FaultCase => {
  const script: Script = { status, headers, body }
  return { row, what, kinds, fault, script }
}

const openAi = (fields: object) => ({ error: { message: vendorSecret, ...fields } })
const anthropic = (fields: object) => ({
  type: 'error',
  error: { type: 'rate_limit_error', message: vendorSecret, ...fields },
})
const exhausted = (details?: unknown[]) => ({
  error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: vendorSecret, ...(details ? { details } : {}) },
})
const quotaFailure = (quotaId: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaMetric: 'generate_content_requests', quotaId }],
})
const retryInfo = (retryDelay: string) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay })
const perMinute = 'GenerateRequestsPerMinutePerProjectPerModel'
const perDay = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'

const after = (retryAfterMs: number) => ({ ...expected.rateLimited, retryAfterMs })
const openAiLimit = { body: openAi({ code: 'rate_limit_exceeded', type: 'tokens' }) }

/** F20 to F27: limits, spent accounts, and when to come back. */
export const limitCases: FaultCase[] = [
  limit('F20', 'retry-after in seconds', {
    ...openAiLimit,
    kinds: openAiKinds,
    headers: { 'retry-after': '2' },
    fault: after(2000),
  }),
  limit('F20', 'retry-after-ms before retry-after', {
    ...openAiLimit,
    kinds: openAiKinds,
    headers: { 'retry-after': '2', 'retry-after-ms': '1234' },
    fault: after(1234),
  }),
  limit('F20', 'the later one of retry-after and the resets', {
    ...openAiLimit,
    kinds: openAiKinds,
    headers: { 'retry-after': '1', 'x-ratelimit-reset-requests': '12ms', 'x-ratelimit-reset-tokens': '7.66s' },
    fault: after(7660),
  }),
  limit('F20', 'a reset in minutes, cut at the budget', {
    ...openAiLimit,
    kinds: openAiKinds,
    headers: { 'x-ratelimit-reset-requests': '12ms', 'x-ratelimit-reset-tokens': '6m0s' },
    fault: after(30_000),
  }),
  ...['0', '-1'].map((reset) =>
    limit('F20', `a reset of ${reset}`, {
      ...openAiLimit,
      kinds: openAiKinds,
      headers: { 'x-ratelimit-reset-tokens': reset },
      fault: after(0),
    }),
  ),
  limit('F20', 'a wait that only the sentence names', {
    kinds: openAiKinds,
    body: openAi({ code: 'rate_limit_exceeded', message: 'Rate limit reached. Please try again in 1.724s. Visit …' }),
    fault: after(1724),
  }),
  limit('F20', 'a longer wait that only the sentence names', {
    kinds: openAiKinds,
    body: openAi({ code: 'rate_limit_exceeded', message: 'Please try again in 41.724s.' }),
    fault: after(30_000),
  }),
  limit('F20', 'no wait named', { ...openAiLimit, kinds: openAiKinds, fault: expected.rateLimited }),
  limit('F21', 'slow_down with a 429', {
    kinds: openAiKinds,
    body: openAi({ code: 'slow_down' }),
    headers: { 'retry-after': '5' },
    fault: { ...expected.overloaded, retryAfterMs: 5000 },
  }),
  limit('F21', 'slow_down with a 503', {
    kinds: openAiKinds,
    status: 503,
    body: openAi({ type: 'slow_down' }),
    fault: expected.overloaded,
  }),
  ...[
    'insufficient_quota',
    'credit_balance_exhausted',
    'organization_spend_limit_exceeded',
    'project_spend_limit_exceeded',
    'organization_usage_limit_exceeded',
  ].map((code) =>
    limit('F22', code, {
      kinds: openAiKinds,
      body: openAi({ type: 'insufficient_quota', code }),
      fault: expected.quota,
    }),
  ),
  limit('F23', 'a rate limit with its wait', {
    kinds: ['anthropic'],
    body: anthropic({}),
    headers: { 'retry-after': '12', 'anthropic-ratelimit-requests-reset': '2030-01-01T00:00:00Z' },
    fault: after(12_000),
  }),
  limit('F23', 'a rate limit that only tells when it resets', {
    kinds: ['anthropic'],
    body: anthropic({}),
    headers: {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2100-01-01T00:00:00Z',
      'anthropic-ratelimit-tokens-remaining': '9000',
      'anthropic-ratelimit-tokens-reset': '2100-01-01T00:00:00Z',
    },
    fault: after(30_000),
  }),
  limit('F24', 'enforced_spend_limit_reached', {
    kinds: ['anthropic'],
    body: anthropic({ details: { error_code: 'enforced_spend_limit_reached' } }),
    fault: expected.quota,
  }),
  limit('F24', 'a spend cap that only the sentence names', {
    kinds: ['anthropic'],
    body: anthropic({ message: 'Your organization has reached the monthly spend cap of its usage tier.' }),
    fault: expected.quota,
  }),
  ...(
    [
      ['31s', 30_000],
      ['0.1s', 100],
      ['8.98s', 8980],
    ] as const
  ).flatMap(([delay, ms]) => [
    limit('F25', `a minute's quota with a delay of ${delay}`, {
      kinds: ['gemini'],
      body: exhausted([quotaFailure(perMinute), retryInfo(delay)]),
      fault: after(ms),
    }),
    limit('F25', `the same in an array`, {
      kinds: ['gemini'],
      body: [exhausted([quotaFailure(perMinute), retryInfo(delay)])],
      fault: after(ms),
    }),
  ]),
  limit('F26', "a day's quota, whatever delay it names", {
    kinds: ['gemini'],
    body: exhausted([quotaFailure(perDay), retryInfo('31s')]),
    fault: expected.quota,
  }),
  limit('F26', 'no details', {
    kinds: ['gemini'],
    body: exhausted(),
    fault: { ...expected.rateLimited, code: 'PROVIDER_QUOTA' },
  }),
  ...(
    [
      ['86400', 30_000],
      ['0', 0],
      ['-5', 0],
      ['1.5', 1500],
      ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
      ['Fri, 01 Jan 2100 00:00:00 GMT', 30_000],
      ['abc', undefined],
      ['', undefined],
      ['12 parsecs', undefined],
    ] as const
  ).map(([value, retryAfterMs]) =>
    limit('F27', `Retry-After: ${value}`, {
      kinds: allKinds,
      status: 503,
      headers: { 'retry-after': value },
      fault: retryAfterMs === undefined ? expected.unavailable : { ...expected.unavailable, retryAfterMs },
    }),
  ),
]
