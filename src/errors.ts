/** The closed list of codes that a client can meet, with what each means for it. The schema's `ErrorCode` is made from it. */
const codes = {
  UNAUTHENTICATED: { category: 'ACCESS', retryable: false },
  FORBIDDEN: { category: 'ACCESS', retryable: false },
  NOT_FOUND: { category: 'ACCESS', retryable: false },
  BAD_USER_INPUT: { category: 'REQUEST', retryable: false },
  CONFLICT: { category: 'REQUEST', retryable: false },
  REQUEST_TOO_LARGE: { category: 'REQUEST', retryable: false },
  RATE_LIMITED: { category: 'LIMIT', retryable: true },
  QUOTA_EXCEEDED: { category: 'LIMIT', retryable: false },
  OVERLOADED: { category: 'LIMIT', retryable: true },
  PROVIDER_MISCONFIGURED: { category: 'PROVIDER', retryable: false },
  PROVIDER_QUOTA: { category: 'PROVIDER', retryable: false },
  PROVIDER_RATE_LIMITED: { category: 'PROVIDER', retryable: true },
  PROVIDER_OVERLOADED: { category: 'PROVIDER', retryable: true },
  PROVIDER_UNAVAILABLE: { category: 'PROVIDER', retryable: true },
  PROVIDER_TIMEOUT: { category: 'PROVIDER', retryable: true },
  PROVIDER_BAD_RESPONSE: { category: 'PROVIDER', retryable: true },
  PROVIDER_REJECTED: { category: 'PROVIDER', retryable: false },
  MODEL_NOT_FOUND: { category: 'REQUEST', retryable: false },
  CONTEXT_TOO_LONG: { category: 'REQUEST', retryable: false },
  CONTENT_BLOCKED: { category: 'REQUEST', retryable: false },
  REPLY_INTERRUPTED: { category: 'PROVIDER', retryable: true },
  INTERNAL: { category: 'SERVER', retryable: true },
} as const satisfies Record<string, { category: ErrorCategory; retryable: boolean }>

export type ErrorCategory = 'ACCESS' | 'REQUEST' | 'LIMIT' | 'PROVIDER' | 'SERVER'
export type ErrorCode = keyof typeof codes

export const errorCodes = Object.keys(codes) as ErrorCode[]

export interface ChatErrorOptions {
  cause?: unknown
  /** When trying again may help, in milliseconds from now. */
  retryAfterMs?: number | undefined
  /** Where this case differs from what its code usually means. */
  retryable?: boolean
}

/** Whatever a client may be told went wrong: its message is written for the reader and holds no secret, SQL or vendor text. */
export class ChatError extends Error {
  readonly category: ErrorCategory
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined

  constructor(
    readonly code: ErrorCode,
    message: string,
    { cause, retryAfterMs, retryable }: ChatErrorOptions = {},
  ) {
    super(message, { cause })
    this.name = 'ChatError'
    this.category = codes[code].category
    this.retryable = retryable ?? codes[code].retryable
    this.retryAfterMs = retryAfterMs
  }
}

/** "Not yours" and "not there" are one answer: nobody learns from it what exists. */
export const notFound = (what: 'conversation' | 'message' | 'reply'): ChatError =>
  new ChatError('NOT_FOUND', `There is no such ${what}, or it is not yours.`)

export const badInput = (message: string): ChatError => new ChatError('BAD_USER_INPUT', message)

export const isRetryable = (code: ErrorCode): boolean => codes[code].retryable

export const categoryOf = (code: ErrorCode): ErrorCategory => codes[code].category
