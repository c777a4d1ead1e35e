import { GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { askModel } from './ask-model.ts'

const delta = new GraphQLObjectType({
  name: 'ReplyDelta',
  fields: { text: { type: new GraphQLNonNull(GraphQLString) } },
})

async function* replyTo(_root: unknown, { prompt }: { prompt: string }) {
  for await (const text of askModel(prompt)) yield { reply: { text } }
}

/** The least that a GraphQL server needs to stream a reply: one subscription, an async generator behind it. */
export const replySchema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { hello: { type: GraphQLString, resolve: () => 'hello' } } }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      reply: {
        type: new GraphQLNonNull(delta),
        args: { prompt: { type: new GraphQLNonNull(GraphQLString) } },
        subscribe: replyTo as (root: unknown, args: Record<string, unknown>) => AsyncGenerator<unknown>,
      },
    },
  }),
})
