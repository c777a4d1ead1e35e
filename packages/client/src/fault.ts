/** What went wrong: the server's own code, or NETWORK where the server was not reached or the connection broke. */
export interface Fault {
  code: string
  message: string
  /** Whether the same may go well later. */
  retryable: boolean
  retryAfterMs?: number | null
  /** As it was thrown, by whichever client was between. */
  cause?: unknown
}

interface ErrorEntry {
  message?: string
  extensions?: { code?: unknown; retryable?: unknown; retryAfterMs?: unknown }
}

// The close codes by which a server refuses the token that came with the connection.
const refusals = [4401, 4403]

/** Reads what graphql-ws, Apollo or urql give as an error. */
export function readFault(cause: unknown): Fault {
  const entries = errorsIn(cause)
  // The one for which no other try will help decides.
  const entry = entries.find(({ extensions }) => extensions?.retryable !== true) ?? entries[0]
  if (entry) {
    const { code, retryable, retryAfterMs } = entry.extensions ?? {}
    return {
      code: typeof code === 'string' ? code : 'INTERNAL',
      message: entry.message ?? 'Something went wrong.',
      retryable: retryable === true,
      retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : null,
      cause,
    }
  }
  return refusals.includes((cause as { code?: number } | null)?.code ?? 0)
    ? { code: 'UNAUTHENTICATED', message: 'The server refused the token.', retryable: false, cause }
    : { code: 'NETWORK', message: 'The connection was lost.', retryable: true, cause }
}

function errorsIn(cause: unknown): ErrorEntry[] {
  if (Array.isArray(cause)) return cause as ErrorEntry[]
  const { errors, graphQLErrors } = (cause ?? {}) as { errors?: unknown; graphQLErrors?: unknown }
  const list = errors ?? graphQLErrors
  return Array.isArray(list) ? (list as ErrorEntry[]) : []
}
