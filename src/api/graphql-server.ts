import { randomUUID } from 'node:crypto'
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { GraphQLError, OperationTypeNode, type GraphQLFormattedError, type GraphQLSchema } from 'graphql'
import type { ApiContext } from './context.ts'
import { maxRecursiveSelections, maxTokens } from './limits.ts'
import { operationCost } from './operation-cost.ts'

export interface GraphQLServerOptions {
  schema: GraphQLSchema
  toClientError: (error: unknown, requestId: string) => GraphQLFormattedError
}

/** GraphQL over HTTP. Stopped by `stop()` alone: inside Fastify's onClose it would wait for itself. */
export function createGraphQLServer({ schema, toClientError }: GraphQLServerOptions): ApolloServer<ApiContext> {
  const requestIds = new WeakMap<object, string>()
  return new ApolloServer<ApiContext>({
    schema,
    introspection: true,
    parseOptions: { maxTokens },
    maxRecursiveSelections,
    validationRules: [operationCost],
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    formatError: (_formatted, error) => toClientError(error, requestIds.get(error as object) ?? unknownRequestId),
    plugins: [ApolloServerPluginLandingPageDisabled(), noSubscriptions, rememberRequestIds(requestIds)],
  })
}

// Apollo would execute it like a query, and its field would be resolved from nothing.
const noSubscriptions: ApolloServerPlugin<ApiContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation }) => {
      if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return
      throw new GraphQLError('A subscription needs a WebSocket: connect to this address with graphql-transport-ws.', {
        extensions: { http: { status: 400 } },
      })
    },
  }),
}

/**
 * Stands in an answer for the id of its request where Apollo refused that (for a body that holds no query, say) before
 * there was a context; as long as an id. Not AsyncLocalStorage: that alone would cost every promise of the process, so
 * every token, some 20 µs.
 */
export const unknownRequestId = randomUUID()

/** Which request an error is of: whoever formats it is given the error alone. */
const rememberRequestIds = (requestIds: WeakMap<object, string>): ApolloServerPlugin<ApiContext> => ({
  requestDidStart: async ({ contextValue }) => ({
    didEncounterErrors: async ({ errors }) => {
      for (const error of errors) requestIds.set(error, contextValue.requestId)
    },
  }),
})
