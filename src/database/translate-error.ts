import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm'
import { ChatError } from '../errors.ts'

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
])

// PostgreSQL, appendix A: class 08 (connection exception), 53 (insufficient resources), 57 (operator intervention:
// shutdown, crash, cannot connect now, a statement over its time), 40 (rolled back: a deadlock), 55P03 (lock not available),
// 25P03 (a transaction was left standing too long).
const sqlStates = /^(08|53|57|40|55P03|25P03)/

// pg gives these no code.
const pgMessages =
  /^(Connection terminated|timeout (exceeded when trying to connect|expired)|Query read timeout|Client (has encountered a connection error|was closed))/

/** The typed error of a database that is away or overwhelmed; undefined for anything else, which would be a bug of ours. */
export function translateDatabaseError(error: unknown): ChatError | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const away =
    networkCodes.has(code) ||
    sqlStates.test(code) ||
    pgMessages.test(error.message) ||
    // A connection that breaks between two statements of a transaction is taken away from it.
    error instanceof QueryRunnerAlreadyReleasedError ||
    error instanceof QueryRunnerProviderAlreadyReleasedError
  if (!away) return undefined
  return new ChatError(
    'OVERLOADED',
    'The database is away or overloaded at the moment. Nothing was lost; try again shortly.',
    {
      cause: error,
      retryAfterMs: 1_000,
    },
  )
}
