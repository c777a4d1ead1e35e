import { askGraphql, type HttpEndpoint } from './ask-graphql.ts'
import type { Dialect, Line } from './dialect.ts'
import { GraphqlSocket } from './graphql-socket.ts'

// What a client needs that loses no text when its connection breaks.
const replyStream = `subscription ReplyStream($id: ID!) {
  replyStream(replyId: $id) {
    __typename
    ... on ReplyDelta { cursor text }
    ... on ReplyReset { cursor reason }
    ... on ReplyNotice { cursor kind model }
    ... on ReplyEnd { cursor reply { id status } }
  }
}`
const sendMessage = 'mutation Send($text: String!) { sendMessage(input: { text: $text }) { reply { id } } }'

/** Parley as its own clients use it: the message over HTTP, the reply over a socket. */
export class ParleyDialect implements Dialect {
  #shared: Promise<string> | undefined

  constructor(
    private readonly endpoint: HttpEndpoint,
    /** Whether all readers are one viewer: only the owner of a reply may follow it. */
    private readonly oneViewer: boolean,
  ) {}

  async open(): Promise<Line> {
    const token = await (this.oneViewer ? this.#sharedViewer() : this.#newViewer())
    const socket = await GraphqlSocket.open(this.endpoint.url, { authorization: token })
    return {
      ask: async (order, reader) => {
        reader.asked()
        const id = await this.#send(token, order)
        socket.subscribe({ query: replyStream, variables: { id } }, reader)
      },
      follow: (reply, reader) => {
        reader.asked()
        socket.subscribe({ query: replyStream, variables: { id: reply } }, reader)
      },
      close: () => socket.close(),
    }
  }

  async share(order: string): Promise<string> {
    return this.#send(await this.#sharedViewer(), order)
  }

  #sharedViewer(): Promise<string> {
    this.#shared ??= this.#newViewer()
    return this.#shared
  }

  async #newViewer(): Promise<string> {
    const { signInAnonymously } = await askGraphql<{ signInAnonymously: { token: string } }>(this.endpoint, {
      query: 'mutation SignIn { signInAnonymously { token } }',
    })
    return signInAnonymously.token
  }

  async #send(token: string, text: string): Promise<string> {
    const sent = { query: sendMessage, variables: { text }, token }
    const data = await askGraphql<{ sendMessage: { reply: { id: string } } }>(this.endpoint, sent)
    return data.sendMessage.reply.id
  }
}
