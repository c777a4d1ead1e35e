import { faultNameOfStatus, faultOf, mayHaveRunAt, type FaultName } from '../faults.ts'
import type { ProviderFault } from '../provider.ts'
import { durationMs, longestWait, retryAfterMs, waitInText } from '../retry-after.ts'
import { field, headerOf, textField, type WireFailure, type WireHeaders } from '../wire-failure.ts'

/** The parts of an error that OpenAI and the many servers like it put in different places. */
interface OpenAiError {
  type: string
  code: string
  message: string
  /** The object the fields came from, for what only one vendor has. */
  source: unknown
}

const quotaCodes = new Set([
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'organization_usage_limit_exceeded',
  'billing_hard_limit_reached',
])
const modelCodes = new Set(['model_not_found', 'unknown_model'])
const blockedCodes = new Set([
  'content_filter',
  'content_policy_violation',
  'ResponsibleAIPolicyViolation',
  'invalid_prompt',
])
const addressCodes = new Set(['unknown_url'])

/** The fault behind an answer with a failing status. */
export function toOpenAiFault(provider: string, failure: WireFailure): ProviderFault {
  const { status, headers, body } = failure
  const error = openAiErrorOf(body)
  const name = namedByCode(error) ?? namedByText(status, error) ?? namedByStatus(provider, failure, error)
  const facts = { status, retryAfterMs: waitOf(headers, error.message) }
  return faultOf(name, provider, mayHaveRunAt(status) ? { ...facts, mayHaveRun: true } : facts)
}

/** The fault behind an error inside a stream, whose status was 200 long ago. */
export function toOpenAiStreamFault(provider: string, body: unknown): ProviderFault {
  const error = openAiErrorOf(body)
  const failure = { status: statusInStream(error), headers: {}, body }
  const name = namedByCode(error) ?? namedByText(failure.status, error) ?? namedByStatus(provider, failure, error)
  return faultOf(name, provider, { status: 200, mayHaveRun: true, retryAfterMs: waitOf({}, error.message) })
}

function openAiErrorOf(body: unknown): OpenAiError {
  const inner = field(body, 'error')
  // Ollama's error is a text; Mistral's and older vLLM's fields stand at the top.
  if (typeof inner === 'string') return { type: '', code: '', message: inner, source: body }
  const source = typeof inner === 'object' && inner !== null ? inner : body
  const code = field(source, 'code')
  return {
    type: textField(source, 'type'),
    code: typeof code === 'number' ? String(code) : textField(source, 'code'),
    message: textField(source, 'message'),
    source,
  }
}

function namedByCode({ type, code, source }: OpenAiError): FaultName | undefined {
  if (code === 'context_length_exceeded') return 'contextTooLong'
  if (type === 'exceed_context_size_error') return 'contextTooLongForServer'
  const innerCode = textField(field(source, 'innererror'), 'code')
  if (blockedCodes.has(code) || blockedCodes.has(innerCode)) return 'blocked'
  if (quotaCodes.has(type) || quotaCodes.has(code)) return 'quota'
  if (modelCodes.has(code)) return 'modelNotFound'
  if (addressCodes.has(code)) return 'wrongAddress'
  return code === 'slow_down' || type === 'slow_down' ? 'overloaded' : undefined
}

// Only where no field says it: vLLM, llama.cpp of older builds and Ollama have nothing but the sentence.
function namedByText(status: number, { message }: OpenAiError): FaultName | undefined {
  if (![200, 400, 404, 422, 500].includes(status)) return undefined
  const text = message.slice(0, 4096)
  if (/exceeds? the available context size/i.test(text)) return 'contextTooLongForServer'
  if (
    /maximum context length|prompt is too long|(longer than|exceeds?) the .{0,40}context (length|window)/i.test(text)
  ) {
    return 'contextTooLong'
  }
  return /^model ['"][^'"]*['"] not found/i.test(text) ? 'modelNotFound' : undefined
}

function namedByStatus(provider: string, { status, headers, body }: WireFailure, error: OpenAiError): FaultName {
  // OpenRouter's budget for requests in flight is no empty account: it names a moment to come back.
  if (status === 402 && retryAfterMs(headers) !== undefined) return 'rateLimited'
  if (status === 403 && isModeration(error.source)) return 'blocked'
  if (status === 404 && !namesAnError(body)) return 'wrongAddress'
  // Groq's 422 judges what the model generated, which may well come out better the next time.
  if (status === 422 && (provider === 'groq' || headerOf(headers, 'x-groq-region') !== undefined))
    return 'rejectedByChance'
  return faultNameOfStatus(status)
}

function isModeration(source: unknown): boolean {
  const metadata = field(source, 'metadata')
  return field(metadata, 'reasons') !== undefined || field(metadata, 'flagged_input') !== undefined
}

// A web server that has no such path says "not found" too, but not in the words of this interface.
const namesAnError = (body: unknown): boolean => field(body, 'error') !== undefined || field(body, 'object') === 'error'

function waitOf(headers: WireHeaders, message: string): number | undefined {
  const resets = ['x-ratelimit-reset-requests', 'x-ratelimit-reset-tokens'].map((name) =>
    durationMs(headerOf(headers, name)),
  )
  return longestWait([retryAfterMs(headers), ...resets]) ?? longestWait([waitInText(message)])
}

const statusOfType: Record<string, number> = {
  authentication_error: 401,
  invalid_api_key: 401,
  permission_error: 403,
  invalid_request_error: 400,
  BadRequestError: 400,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  too_many_requests: 429,
  requests: 429,
  tokens: 429,
  overloaded_error: 529,
  overloaded: 529,
  timeout: 504,
}

function statusInStream({ type, code, source }: OpenAiError): number {
  for (const value of [code, field(source, 'status'), field(source, 'status_code')]) {
    const status = Number(value)
    if (status >= 400 && status < 600) return status
  }
  return statusOfType[code] ?? statusOfType[type] ?? 500
}
