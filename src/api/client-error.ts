import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { ChatError } from '../errors.ts'
import type { Logger } from '../logger.ts'

export interface ClientErrorOptions {
  logger: Logger
  /** Knows the errors of what stands below (a database that is away) as errors that a client may be told. */
  translate: (error: unknown) => ChatError | undefined
}

/** The one place where a thrown error becomes something a client sees: our codes pass, graphql's own become BAD_USER_INPUT, bugs are logged whole and masked. */
export const toClientError =
  ({ logger, translate }: ClientErrorOptions) =>
  (error: unknown, requestId: string): GraphQLFormattedError => {
    const cause = rootCause(error)
    const known = cause instanceof ChatError ? cause : (translate(cause) ?? fromGraphQL(cause))
    if (!known) logger.error({ err: cause, requestId }, 'an operation failed for a reason that is a bug')
    const told = known ?? new ChatError('INTERNAL', 'Something went wrong here. Tell the operator the request id.')
    const { locations, path } = error instanceof GraphQLError ? error.toJSON() : {}
    return {
      message: told.message,
      ...(locations && { locations }),
      ...(path && { path }),
      extensions: extensionsOf(told, requestId),
    }
  }

/** What every error says of itself, on HTTP, on the socket and in a reply that failed. */
export const extensionsOf = ({ code, category, retryable, retryAfterMs }: ChatError, requestId: string) => ({
  code,
  category,
  retryable,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
  requestId,
})

// graphql wraps what a resolver throws; a bad variable may be wrapped twice.
function rootCause(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? rootCause(error.originalError) : error
}

// Syntax, validation, a bad variable, no operation of that name: all of them are for the caller to mend.
function fromGraphQL(error: unknown): ChatError | undefined {
  return error instanceof GraphQLError ? new ChatError('BAD_USER_INPUT', error.message) : undefined
}
