import WebSocket from 'ws'
import { inTime } from './eventually.ts'

/** A message of graphql-transport-ws. */
export interface SocketMessage {
  id?: string
  type: string
  payload?: unknown
}

const answerMs = 5_000

/** A bare socket that says exactly what a test wants said, protocol or not. */
export class RawSocket {
  readonly closed: Promise<{ code: number; reason: string }>
  readonly #messages: SocketMessage[] = []
  #wake: () => void = () => undefined

  private constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }))
    })
    socket.on('error', () => undefined) // `closed` follows
    socket.on('message', (data: Buffer) => {
      this.#messages.push(JSON.parse(data.toString()) as SocketMessage)
      this.#wake()
    })
  }

  /** A socket that is open and has said nothing yet. */
  static async open(url: string): Promise<RawSocket> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws')
    const raw = new RawSocket(socket)
    const opened = new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))
    await inTime(opened, answerMs, 'the open socket')
    return raw
  }

  /** A socket that has said who it is. */
  static async signedIn(url: string, authorization: unknown): Promise<RawSocket> {
    const raw = await RawSocket.open(url)
    raw.say({ type: 'connection_init', payload: { authorization } })
    await raw.next((message) => message.type === 'connection_ack')
    return raw
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** The next message of a kind, dropping those before it. */
  next(wanted: (message: SocketMessage) => boolean = () => true, withinMs = answerMs): Promise<SocketMessage> {
    const found = new Promise<SocketMessage>((resolve) => {
      this.#wake = () => {
        for (let message = this.#messages.shift(); message; message = this.#messages.shift()) {
          if (!wanted(message)) continue
          // What comes now is for whoever asks next.
          this.#wake = () => undefined
          return resolve(message)
        }
      }
      this.#wake()
    })
    return inTime(found, withinMs, 'the message')
  }

  /** One operation: the payloads of its first answer, whether it is a result or an error. */
  async operate(query: string, variables?: object): Promise<SocketMessage> {
    const id = `${Math.random()}`
    this.say({ id, type: 'subscribe', payload: { query, variables } })
    return this.next((message) => message.id === id)
  }

  close(): void {
    this.socket.terminate()
  }
}
