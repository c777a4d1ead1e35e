import type { ServerResponse } from 'node:http'
import { machineNow } from '../clock.ts'
import { formatToken, stampAfter, stampAt } from '../token-stamp.ts'
import type { ModelOrder } from './model-order.ts'

/** Nobody means to listen for longer; whoever was forgotten is not spoken to for ever. */
const mostTokens = 20_000

const event = (data: string): string => `data: ${data}\n\n`
const choice = (fields: string): string =>
  `{"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1763769600,"model":"fake","choices":[{"index":0,${fields}}]}`
const textEvent = (token: string): string =>
  event(choice(`"delta":{"role":"assistant","content":"${token}"},"finish_reason":null`))
const farewell = event(choice('"delta":{},"finish_reason":"stop"')) + event('[DONE]')

/** One chunk of a chunked body; everything here is ASCII. */
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`

/** One reply of the fake model. */
export class Speech {
  sent = 0
  #stamp: number | undefined
  #ending = false

  constructor(
    private readonly response: ServerResponse,
    private readonly order: ModelOrder,
  ) {
    const headers = { 'content-type': 'text/event-stream', connection: 'close', 'transfer-encoding': 'chunked' }
    response.writeHead(200, headers).flushHeaders()
  }

  /** Sends a token, stamped with this moment. False where no other follows. */
  readonly speak = (): boolean => {
    const now = stampAt(machineNow())
    this.#stamp = this.#stamp === now ? stampAfter(now) : now
    this.#write(chunk(textEvent(formatToken(this.#stamp))))
    this.sent++
    if (this.#ending || this.sent === mostTokens) {
      this.#write(`${chunk(farewell)}0\r\n\r\n`)
      this.response.socket?.end()
      return false
    }
    return this.sent !== this.order.holdAfter
  }

  /** The next token is the last. */
  windUp(): void {
    this.#ending = true
  }

  // Past the response object and its bookkeeping for each write: the model must not be what is measured.
  #write(text: string): void {
    this.response.socket?.write(text, 'latin1')
  }
}
