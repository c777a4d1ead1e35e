import { cannotShare, type Dialect, type Line } from './dialect.ts'
import { GraphqlSocket } from './graphql-socket.ts'

export const replySubscription = 'subscription Reply($prompt: String!) { reply(prompt: $prompt) { text } }'

/** Any server with the small schema, over a socket. */
export class GraphqlDialect implements Dialect {
  constructor(private readonly url: string) {}

  readonly share = cannotShare

  async open(): Promise<Line> {
    const socket = await GraphqlSocket.open(this.url)
    return {
      ask: async (order, reader) => {
        reader.asked()
        socket.subscribe({ query: replySubscription, variables: { prompt: order } }, reader)
      },
      follow: cannotShare,
      close: () => socket.close(),
    }
  }
}
