import 'reflect-metadata'
import type { GraphQLSchema } from 'graphql'
import { GraphQLDateTime } from 'graphql-scalars'
import { buildSchema } from 'type-graphql'
import { ConversationResolver } from './resolver/conversation.resolver.ts'
import { MessageResolver, SendMessagePayloadResolver } from './resolver/message.resolver.ts'
import { ModelResolver } from './resolver/model.resolver.ts'
import { ReplyStreamResolver } from './resolver/reply-stream.resolver.ts'
import { ReplyResolver } from './resolver/reply.resolver.ts'
import { ViewerEventsResolver } from './resolver/viewer-events.resolver.ts'
import { ViewerResolver } from './resolver/viewer.resolver.ts'
import './type/enums.ts'

/** The schema as the code says it; schema/schema.graphql is printed from it. */
export async function buildParleySchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      ViewerResolver,
      ViewerEventsResolver,
      ConversationResolver,
      MessageResolver,
      SendMessagePayloadResolver,
      ReplyResolver,
      ReplyStreamResolver,
      ModelResolver,
    ],
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    validate: false,
    // Demanded as soon as there is a subscription, although ours brings its own stream.
    pubSub: { publish: unused, subscribe: unused },
  })
  describeRoots(schema)
  return schema
}

// type-graphql makes these three by itself and has no place for their descriptions.
function describeRoots(schema: GraphQLSchema): void {
  const roots = [
    [schema.getQueryType(), 'What can be read.'],
    [schema.getMutationType(), 'What can be done.'],
    [schema.getSubscriptionType(), 'What can be followed as it happens, over a WebSocket.'],
  ] as const
  for (const [type, description] of roots) if (type) type.description = description
}

function unused(): never {
  throw new Error('Parley publishes nothing: subscriptions pull from what is stored')
}
