import { faultOf, type FaultName } from './faults.ts'
import { ProviderFault } from './provider.ts'

const unreachable = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
])

const silent = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

const nonsense = /^(HTTPParserError|HPE_|Z_|ERR_BROTLI|ERR__ERROR_|ERR_ZSTD|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_)/

// The names that OpenSSL and Node give to a certificate or a handshake that they refuse.
const untrusted = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/

const unusable = /^(UND_ERR_INVALID_ARG|ERR_INVALID_URL|ERR_INVALID_CHAR)/

/** What an error of the network, the parser or the decompressor says about the vendor behind it. */
export function toNetworkFault(provider: string, error: unknown): ProviderFault {
  return error instanceof ProviderFault ? error : faultOf(networkFaultName(error), provider, { cause: causeOf(error) })
}

// A parser's error carries the bytes it stumbled over, which are the vendor's text and belong in no log.
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.name === 'HTTPParserError' ? new Error(error.message) : error
}

function networkFaultName(error: unknown): FaultName {
  const code = codeOf(error)
  if (unreachable.has(code)) return 'unreachable'
  // While connecting nothing was sent; on a connection that stood the request may have run.
  if (code === 'ETIMEDOUT') return wasConnecting(error) ? 'unreachable' : 'lostConnection'
  if (silent.has(code)) return 'silence'
  if (untrusted.test(code)) return 'untrustedConnection'
  if (nonsense.test(code)) return 'badResponse'
  return unusable.test(code) ? 'unusableSetting' : 'lostConnection'
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  // The code is missing where the parser knows only a reason.
  if (error instanceof Error && error.name === 'HTTPParserError') return error.name
  // Several addresses were tried, each with an error of its own.
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  return 'cause' in error ? codeOf(error.cause) : ''
}

function wasConnecting(error: unknown): boolean {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  return typeof first === 'object' && first !== null && 'syscall' in first && first.syscall === 'connect'
}
