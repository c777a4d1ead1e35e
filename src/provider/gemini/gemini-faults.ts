import { faultNameOfStatus, faultOf, mayHaveRunAt, type FaultName } from '../faults.ts'
import type { ProviderFault } from '../provider.ts'
import { durationMs, longestWait, retryAfterMs } from '../retry-after.ts'
import { field, textField, type WireFailure } from '../wire-failure.ts'

interface GeminiError {
  /** Google's own name of the status, such as RESOURCE_EXHAUSTED. */
  status: string
  code: number
  message: string
  details: unknown[]
}

const byStatusName: Record<string, FaultName> = {
  UNAUTHENTICATED: 'wrongKey',
  PERMISSION_DENIED: 'notPermitted',
  // The region or the billing of the account, says the vendor's own list.
  FAILED_PRECONDITION: 'notPermitted',
  NOT_FOUND: 'modelNotFound',
  ABORTED: 'conflict',
  CANCELLED: 'overloaded',
  UNAVAILABLE: 'unavailable',
  DEADLINE_EXCEEDED: 'unavailable',
  INTERNAL: 'unavailable',
}

/** The fault behind an answer with a failing status. */
export function toGeminiFault(provider: string, { status, headers, body }: WireFailure): ProviderFault {
  const error = geminiErrorOf(body)
  const facts = { status, retryAfterMs: longestWait([retryAfterMs(headers), retryDelayMs(error)]) }
  return faultOf(nameOf(status, error), provider, mayHaveRunAt(status) ? { ...facts, mayHaveRun: true } : facts)
}

/** The fault behind an error inside a stream, whose status was 200 long ago. */
export function toGeminiStreamFault(provider: string, body: unknown): ProviderFault {
  const error = geminiErrorOf(body)
  const status = error.code >= 400 && error.code < 600 ? error.code : 500
  const facts = { status: 200, mayHaveRun: true, retryAfterMs: longestWait([retryDelayMs(error)]) }
  return faultOf(nameOf(status, error), provider, facts)
}

function geminiErrorOf(body: unknown): GeminiError {
  const error = field(body, 'error')
  const details = field(error, 'details')
  return {
    status: textField(error, 'status'),
    code: Number(field(error, 'code')),
    message: textField(error, 'message').slice(0, 4096),
    details: Array.isArray(details) ? details : [],
  }
}

function nameOf(status: number, error: GeminiError): FaultName {
  const reason = error.details.map((detail) => textField(detail, 'reason')).find((text) => text !== '') ?? ''
  // A wrong key comes as a 400 like any other; the reason is what tells it apart.
  if (reason.startsWith('API_KEY_')) return 'wrongKey'
  if (status === 429 || error.status === 'RESOURCE_EXHAUSTED') return exhaustionOf(error)
  // No field says which limit was passed.
  if (status === 400 && /token count .*exceeds the maximum/i.test(error.message)) return 'contextTooLong'
  if (status === 500 && /context is too long/i.test(error.message)) return 'contextTooLongForServer'
  if (status === 404 && error.status === '') return 'wrongAddress'
  return byStatusName[error.status] ?? faultNameOfStatus(status)
}

// A day's quota names a delay of seconds as well, which would only lead to the next refusal.
function exhaustionOf({ details }: GeminiError): FaultName {
  const quotas = details.flatMap((detail) => violationsOf(detail).map((violation) => textField(violation, 'quotaId')))
  if (quotas.some((quota) => /PerDay/i.test(quota))) return 'quota'
  return details.length > 0 ? 'rateLimited' : 'quotaUnclear'
}

function violationsOf(detail: unknown): unknown[] {
  const violations = field(detail, 'violations')
  return Array.isArray(violations) ? violations : []
}

function retryDelayMs({ details }: GeminiError): number | undefined {
  return durationMs(details.map((detail) => textField(detail, 'retryDelay')).find((delay) => delay !== ''))
}
