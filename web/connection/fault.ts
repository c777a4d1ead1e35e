import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors'
import type { ErrorCode } from '../generated/graphql.ts'

/** What the client needs to know of anything that went wrong: the server's code, or that the server was not reached. */
export interface Fault {
  code: ErrorCode | 'NETWORK'
  message: string
  retryable: boolean
  retryAfterMs?: number | undefined
}

/** Reads a thrown value as a fault; whatever does not carry a code of ours never came from our server. */
export function toFault(error: unknown): Fault {
  if (CombinedGraphQLErrors.is(error)) return fromExtensions(error.errors[0])
  if (ServerError.is(error)) return fromBody(error)
  return { code: 'NETWORK', message: 'The server could not be reached.', retryable: true }
}

interface ErrorEntry {
  message?: string
  extensions?: Record<string, unknown> | undefined
}

function fromExtensions(entry: ErrorEntry | undefined): Fault {
  const { code, retryable, retryAfterMs } = entry?.extensions ?? {}
  return {
    code: typeof code === 'string' ? (code as ErrorCode) : 'INTERNAL',
    message: entry?.message ?? 'Something went wrong.',
    retryable: retryable === true,
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
  }
}

function fromBody(error: ServerError): Fault {
  try {
    const body = JSON.parse(error.bodyText) as { errors?: ErrorEntry[] }
    if (body.errors?.[0]) return fromExtensions(body.errors[0])
  } catch {
    // A proxy's page of HTML: judged by its status below.
  }
  if (error.statusCode === 401) return { code: 'UNAUTHENTICATED', message: 'Sign in again.', retryable: false }
  // A gateway in front of a server that is restarting answers 502 to 504: the same as not reaching it.
  return { code: 'NETWORK', message: 'The server could not be reached.', retryable: true }
}
