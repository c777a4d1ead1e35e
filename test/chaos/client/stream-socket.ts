import WebSocket from 'ws'
import { replyStream, type ReplyAnswer } from './operations.ts'

export type StreamEvent = { cursor: string } & (
  | { __typename: 'ReplyDelta'; text: string }
  | { __typename: 'ReplyReset' }
  | { __typename: 'ReplyNotice' }
  | { __typename: 'ReplyEnd'; reply: ReplyAnswer }
)

/** How a connection came to its end. */
export type StreamOutcome = { type: 'completed' } | { type: 'broken' } | { type: 'refused'; code: string }

interface SocketMessage {
  type: string
  payload?: unknown
}

export interface StreamOptions {
  url: string
  token: string
  replyId: string
  after: string | undefined
  onEvent: (event: StreamEvent) => void
}

const pingEveryMs = 1_000
/** A server that says nothing for so long is taken for dead. */
const silenceMs = 4_000

/** One subscription on a socket of its own, as the protocol graphql-transport-ws has it. */
export class StreamSocket {
  readonly over: Promise<StreamOutcome>
  readonly #socket: WebSocket

  constructor(private readonly options: StreamOptions) {
    const socket = new WebSocket(`${options.url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws')
    this.#socket = socket
    this.over = new Promise((resolve) => {
      let heardAt = performance.now()
      const alive = setInterval(() => {
        if (performance.now() - heardAt > silenceMs) socket.terminate()
        else if (socket.readyState === WebSocket.OPEN) this.#say({ type: 'ping' })
      }, pingEveryMs)
      const end = (outcome: StreamOutcome) => {
        clearInterval(alive)
        resolve(outcome)
        socket.terminate()
      }
      socket.on('error', () => undefined) // 'close' follows
      socket.on('close', () => end({ type: 'broken' }))
      socket.on('open', () => this.#say({ type: 'connection_init', payload: { authorization: options.token } }))
      socket.on('message', (data: Buffer) => {
        heardAt = performance.now()
        const outcome = this.#hear(JSON.parse(data.toString()) as SocketMessage)
        if (outcome) end(outcome)
      })
    })
  }

  /** Breaks the connection without a word. */
  cut(): void {
    this.#socket.terminate()
  }

  #say(message: object): void {
    this.#socket.send(JSON.stringify(message))
  }

  #hear({ type, payload }: SocketMessage): StreamOutcome | undefined {
    const { replyId, after, onEvent } = this.options
    switch (type) {
      case 'connection_ack':
        this.#say({ id: '1', type: 'subscribe', payload: { query: replyStream, variables: { replyId, after } } })
        return undefined
      case 'next': {
        const { data, errors } = payload as { data?: { replyStream: StreamEvent } | null; errors?: unknown[] }
        if (errors || !data) return { type: 'refused', code: codeOf(errors) }
        onEvent(data.replyStream)
        return undefined
      }
      case 'error':
        return { type: 'refused', code: codeOf(payload) }
      case 'complete':
        return { type: 'completed' }
      case 'ping':
        this.#say({ type: 'pong' })
        return undefined
      default:
        return undefined
    }
  }
}

function codeOf(errors: unknown): string {
  const [error] = Array.isArray(errors) ? (errors as { extensions?: { code?: string } }[]) : []
  return error?.extensions?.code ?? 'UNTYPED'
}
