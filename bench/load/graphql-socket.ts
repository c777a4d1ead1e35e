import type { WebSocket } from 'ws'
import type { Reader } from './reader.ts'
import { describeErrors, type GraphqlError } from './ask-graphql.ts'
import { openWebSocket } from './web-socket.ts'

const marker = Buffer.from('"text":"')
const acknowledgedMs = 20_000

interface Message {
  type: string
  payload?: { data?: { replyStream?: { __typename: string } } | null; errors?: GraphqlError[] } | GraphqlError[]
}

/** A socket that speaks graphql-transport-ws and carries one subscription. */
export class GraphqlSocket {
  private constructor(private readonly socket: WebSocket) {}

  static async open(url: string, payload: object = {}): Promise<GraphqlSocket> {
    const socket = await openWebSocket(url, ['graphql-transport-ws'])
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('connection_init was not acknowledged')), acknowledgedMs)
      socket.once('message', () => {
        clearTimeout(timer)
        resolve()
      })
      socket.send(JSON.stringify({ type: 'connection_init', payload }))
    })
    return new GraphqlSocket(socket)
  }

  subscribe(payload: { query: string; variables: object }, reader: Reader): void {
    this.socket.on('message', (message: Buffer) => {
      if (!reader.readMessage(message, marker)) this.#hear(message, reader)
    })
    this.socket.once('close', (code) => reader.end(`the socket closed with ${code}`))
    this.socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }))
  }

  close(): void {
    this.socket.terminate()
  }

  #hear(bytes: Buffer, reader: Reader): void {
    const { type, payload } = JSON.parse(bytes.toString()) as Message
    if (type === 'complete') reader.end()
    else if (type === 'ping') this.socket.send('{"type":"pong"}')
    else if (Array.isArray(payload)) reader.end(describeErrors(payload))
    else if (payload?.errors) reader.end(describeErrors(payload.errors))
    else if (payload?.data?.replyStream?.__typename === 'ReplyReset') reader.reset()
  }
}
