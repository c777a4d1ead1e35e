import { faultNameOfStatus, faultOf, mayHaveRunAt, type FaultName } from '../faults.ts'
import type { ProviderFault } from '../provider.ts'
import { longestWait, retryAfterMs } from '../retry-after.ts'
import { field, headerOf, textField, type WireFailure, type WireHeaders } from '../wire-failure.ts'

interface AnthropicError {
  type: string
  message: string
  /** The object the fields came from, for the code that only some errors have. */
  source: unknown
}

const statusOfType: Record<string, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
}

/** The fault behind an answer with a failing status. */
export function toAnthropicFault(provider: string, { status, headers, body }: WireFailure): ProviderFault {
  const error = anthropicErrorOf(body)
  const facts = { status, retryAfterMs: waitOf(headers) }
  return faultOf(nameOf(status, error), provider, mayHaveRunAt(status) ? { ...facts, mayHaveRun: true } : facts)
}

/** The fault behind an error event, which names its type where an answer has a status. */
export function toAnthropicStreamFault(provider: string, body: unknown): ProviderFault {
  const error = anthropicErrorOf(body)
  return faultOf(nameOf(statusOfType[error.type] ?? 500, error), provider, { status: 200, mayHaveRun: true })
}

function anthropicErrorOf(body: unknown): AnthropicError {
  const source = field(body, 'error')
  return { type: textField(source, 'type'), message: textField(source, 'message').slice(0, 4096), source }
}

function nameOf(status: number, { type, message, source }: AnthropicError): FaultName {
  const code = textField(source, 'code') || textField(field(source, 'details'), 'error_code')
  if (code === 'enforced_spend_limit_reached') return 'quota'
  // These come as an invalid request or a rate limit like any other: nothing but the sentence tells them apart.
  if (status === 400 && /prompt is too long|exceeds? (the )?context (limit|window)/i.test(message))
    return 'contextTooLong'
  if (status === 400 && /specified (workspace )?API usage limits|credit balance is too low/i.test(message))
    return 'quota'
  if (status === 429 && /enforced_spend_limit_reached|spend (cap|limit)/i.test(message)) return 'quota'
  // A proxy or another server answered: the vendor's own "not found" always names its type.
  if (status === 404 && type === '') return 'wrongAddress'
  return faultNameOfStatus(status)
}

const limits = ['requests', 'tokens', 'input-tokens', 'output-tokens'].map((limit) => `anthropic-ratelimit-${limit}`)

function waitOf(headers: WireHeaders, now = Date.now()): number | undefined {
  const told = retryAfterMs(headers)
  if (told !== undefined) return told
  const resets = limits
    .filter((limit) => headerOf(headers, `${limit}-remaining`) === '0')
    .map((limit) => Date.parse(headerOf(headers, `${limit}-reset`) ?? '') - now)
  return longestWait(resets.filter((wait) => !Number.isNaN(wait)))
}
