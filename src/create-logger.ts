import pino from 'pino'
import pretty from 'pino-pretty'
import type { Config } from './config.ts'
import type { Logger } from './logger.ts'

/** Writes lines for people on a terminal, and JSON everywhere else. */
export function createLogger({ logLevel, production }: Pick<Config, 'logLevel' | 'production'>): Logger {
  const options = { level: logLevel, serializers: { err: describeError } }
  if (production || !process.stdout.isTTY) return pino(options)
  return pino(options, pretty({ translateTime: 'HH:MM:ss', ignore: 'pid,hostname' }))
}

/** What helps to find a fault, and nothing else: pg hangs its whole client, password included, on its errors. */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, cause } = error
  const code = 'code' in error ? error.code : undefined
  return { type: name, message, code, stack, ...(cause !== undefined && { cause: describeError(cause) }) }
}
