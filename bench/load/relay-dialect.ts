import type { WebSocket } from 'ws'
import type { Dialect, Line } from './dialect.ts'
import type { Reader } from './reader.ts'
import { openWebSocket } from './web-socket.ts'

const marker = Buffer.from('"text":"')

/** The bare relay: a prompt in, pieces of text out. */
export class RelayDialect implements Dialect {
  #rooms = 0

  constructor(private readonly url: string) {}

  async open(): Promise<Line> {
    const socket = await openWebSocket(this.url)
    return {
      ask: async (order, reader) => send(socket, JSON.stringify({ prompt: order }), reader),
      follow: (reply, reader) => send(socket, reply, reader),
      close: () => socket.terminate(),
    }
  }

  /** Nothing is begun yet: the relay waits for all readers, for it has nothing to give those who come late. */
  async share(order: string, readers: number): Promise<string> {
    return JSON.stringify({ prompt: order, room: String(++this.#rooms), readers })
  }
}

function send(socket: WebSocket, wish: string, reader: Reader): void {
  reader.asked()
  socket.on('message', (message: Buffer) => {
    if (reader.readMessage(message, marker)) return
    const { end } = JSON.parse(message.toString()) as { end: boolean }
    reader.end(end ? undefined : 'the relay lost its model')
  })
  socket.once('close', () => reader.end('the socket closed'))
  socket.send(wish)
}
