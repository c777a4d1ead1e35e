import { AsyncLocalStorage } from 'node:async_hooks'
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
  return new ApolloServer<ApiContext>({
    schema,
    introspection: true,
    parseOptions: { maxTokens },
    maxRecursiveSelections,
    validationRules: [operationCost],
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    // Apollo formats some errors (of a body that holds no query, say) before there is a context to ask.
    formatError: (_formatted, error) => toClientError(error, currentRequestId.getStore() ?? ''),
    plugins: [ApolloServerPluginLandingPageDisabled(), noSubscriptions],
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

/** The id of the HTTP request that is being answered. */
export const currentRequestId = new AsyncLocalStorage<string>()
