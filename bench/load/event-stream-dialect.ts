import { request } from 'undici'
import type { HttpEndpoint } from './ask-graphql.ts'
import { cannotShare, type Dialect, type Line } from './dialect.ts'
import type { Reader } from './reader.ts'

/** What a server with server-sent events is sent, and how its events hold text. */
export interface EventStreamWire {
  body(order: string): object
  marker: Buffer
}

/** Any server that answers a POST with a stream of events. */
export class EventStreamDialect implements Dialect {
  constructor(
    private readonly endpoint: HttpEndpoint,
    private readonly wire: EventStreamWire,
  ) {}

  readonly share = cannotShare

  async open(): Promise<Line> {
    const leaving = new AbortController()
    return {
      ask: async (order, reader) => {
        reader.asked()
        this.#read(order, reader, leaving.signal).then(
          () => reader.end(),
          (error: unknown) => reader.end(String(error)),
        )
      },
      follow: cannotShare,
      close: () => leaving.abort(),
    }
  }

  async #read(order: string, reader: Reader, signal: AbortSignal): Promise<void> {
    const { statusCode, body } = await request(this.endpoint.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(this.wire.body(order)),
      dispatcher: this.endpoint.dispatcher,
      signal,
    })
    if (statusCode !== 200) throw new Error(`The server answered ${statusCode}: ${await body.text()}`)
    body.on('data', (chunk: Buffer) => reader.readBytes(chunk, this.wire.marker))
    await new Promise<void>((resolve, reject) => body.once('end', resolve).once('error', reject))
  }
}
