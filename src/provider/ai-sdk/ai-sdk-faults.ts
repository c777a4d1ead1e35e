import {
  APICallError,
  EmptyResponseBodyError,
  InvalidResponseDataError,
  JSONParseError,
  LoadAPIKeyError,
  LoadSettingError,
  NoSuchModelError,
  TypeValidationError,
} from '@ai-sdk/provider'
import { type FaultName, faultNameOfStatus, faultOf, mayHaveRunAt } from '../faults.ts'
import { toNetworkFault } from '../network-faults.ts'
import { ProviderFault } from '../provider.ts'
import { retryAfterMs } from '../retry-after.ts'

// Vendors' own codes, where a package hands them on: they say more than the status that carried them.
const byVendorCode = new Map<unknown, FaultName>([
  ['insufficient_quota', 'quota'],
  ['billing_error', 'quota'],
  ['context_length_exceeded', 'contextTooLong'],
  ['exceed_context_size_error', 'contextTooLongForServer'],
  ['overloaded_error', 'overloaded'],
  ['slow_down', 'overloaded'],
  ['rate_limit_error', 'rateLimited'],
  ['rate_limit_exceeded', 'rateLimited'],
  ['model_not_found', 'modelNotFound'],
  ['invalid_api_key', 'wrongKey'],
  ['authentication_error', 'wrongKey'],
  ['permission_error', 'notPermitted'],
  ['content_filter', 'blocked'],
])

const unreadable = [EmptyResponseBodyError, InvalidResponseDataError, JSONParseError, TypeValidationError]

/** Classifies whatever an AI SDK package threw or put into its stream; by status, code and kind, never by its text. */
export function toAiSdkFault(provider: string, error: unknown): ProviderFault {
  if (error instanceof ProviderFault) return error
  if (APICallError.isInstance(error)) return faultOfCall(provider, error)
  const cause = withoutSecrets(error)
  if (NoSuchModelError.isInstance(error)) return faultOf('modelNotFound', provider, { cause })
  if (LoadAPIKeyError.isInstance(error)) return faultOf('wrongKey', provider, { cause })
  if (LoadSettingError.isInstance(error)) return faultOf('unusableSetting', provider, { cause })
  if (unreadable.some((type) => type.isInstance(error))) return faultOf('badResponse', provider, { cause })
  const told = nameOfCodes(error)
  if (told) return faultOf(told, provider, { cause })
  return error instanceof Error
    ? toNetworkFault(provider, systemErrorIn(error))
    : faultOf('unavailable', provider, { cause })
}

function faultOfCall(provider: string, call: APICallError): ProviderFault {
  const { statusCode: status, data, responseHeaders, isRetryable } = call
  if (status === undefined) return toNetworkFault(provider, systemErrorIn(call.cause))
  const byBody = nameOfCodes((data as { error?: unknown } | undefined)?.error)
  const byCall = status === 429 && !isRetryable ? 'quota' : faultNameOfStatus(status)
  return faultOf(byBody ?? byCall, provider, {
    cause: withoutSecrets(call),
    status,
    retryAfterMs: responseHeaders && retryAfterMs(responseHeaders),
    ...(mayHaveRunAt(status) && { mayHaveRun: true }),
  })
}

function nameOfCodes(error: unknown): FaultName | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { code, type, status } = error as Record<string, unknown>
  const named = byVendorCode.get(code) ?? byVendorCode.get(type)
  if (named) return named
  // An error inside a stream may carry the status that the stream itself no longer can.
  const carried = [Number(code), Number(status)].find((number) => number >= 400 && number < 600)
  return carried === undefined ? undefined : faultNameOfStatus(carried)
}

/** The error of the socket or the resolver below those that were wrapped around it, which may quote anything. */
function systemErrorIn(error: unknown): Error {
  let inner = error
  for (let depth = 0; depth < 5 && inner instanceof Error; depth += 1) {
    if (typeof (inner as NodeJS.ErrnoException).code === 'string' || inner instanceof AggregateError) return inner
    inner = inner.cause
  }
  return withoutSecrets(error)
}

// The package's own error holds the prompt, the vendor's body and perhaps a key: none of it may reach a log.
function withoutSecrets(error: unknown): Error {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown }
  const facts = [name, code].filter((fact) => typeof fact === 'string' && /^\w{1,60}$/.test(fact))
  return new Error(facts.length > 0 ? facts.join(' ') : 'an error of another kind')
}
