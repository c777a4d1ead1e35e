import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { listModels, renderEvent, wires } from '../../kit/fake-vendor/vendor-wire.ts'
import type { ModelRequest } from '../checker/records.ts'
import { answerPieces, planIn, unevenly, type ReplyPlan } from './reply-plan.ts'

/** A moment of an answer at which something may be made to happen. */
export interface VendorMoment {
  name: 'request-arrived' | 'headers-sent' | 'delta-sent' | 'before-finish'
  request: ModelRequest
  /** Deltas sent so far. */
  sent: number
}

const wire = wires.openai

/** A model vendor on a real socket that counts what it is asked, and answers each message as the message says. */
export class ModelVendor {
  requests: ModelRequest[] = []
  /** Called at each moment of each answer. */
  onMoment: ((moment: VendorMoment) => void) | undefined
  readonly #server = createServer((request, response) => void this.#answer(request, response))
  #count = 0

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve)
    })
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that goes away is part of the play.
    for (const stream of [incoming, response]) stream.on('error', () => undefined)
    if (incoming.method === 'GET') {
      response.writeHead(200, { 'content-type': 'application/json' })
      return void response.end(JSON.stringify(listModels('openai', ['fake-small'])))
    }
    let body = ''
    try {
      for await (const chunk of incoming.setEncoding('utf8')) body += String(chunk)
    } catch {
      // Cut off before it was whole: no vendor would answer, or charge.
      return
    }
    // The text stands inside JSON, whose escapes do not touch the plan.
    const plan = planIn(body)
    if (!plan) return void response.writeHead(400).end('{"error":{"message":"no plan"}}')
    await this.#play(this.#record(incoming, { plan, response }), plan, response)
  }

  #record(
    incoming: IncomingMessage,
    { plan, response }: { plan: ReplyPlan; response: ServerResponse },
  ): ModelRequest & { deltas: string[] } {
    const ordinal = this.#count++
    const pieces = answerPieces(ordinal, plan)
    const request = {
      tag: plan.tag,
      ordinal,
      node: incoming.headers.authorization?.replace('Bearer ', '') ?? '',
      arrivedAt: performance.now(),
      text: pieces.join(''),
      firstDeltaAt: undefined as number | undefined,
      closedAt: undefined as number | undefined,
      finished: false,
      deltas: unevenly(pieces),
    }
    this.requests.push(request)
    response.once('close', () => (request.closedAt = performance.now()))
    return request
  }

  async #play(request: ModelRequest & { deltas: string[] }, plan: ReplyPlan, response: ServerResponse): Promise<void> {
    const at = (name: VendorMoment['name'], sent: number) => this.onMoment?.({ name, request, sent })
    const send = (event: unknown) => response.write(renderEvent('openai', event, '\n'))
    const first = !this.requests.some(({ tag, ordinal }) => tag === request.tag && ordinal < request.ordinal)
    at('request-arrived', 0)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    wire.open('fake-small').forEach(send)
    at('headers-sent', 0)
    for (const [index, delta] of request.deltas.entries()) {
      if (plan.paceMs > 0) await delay(plan.paceMs)
      if (response.destroyed) return
      if (first && plan.breakAt === index) return breakOff(request, response)
      send(wire.text(delta))
      request.firstDeltaAt ??= performance.now()
      at('delta-sent', index + 1)
    }
    at('before-finish', request.deltas.length)
    const usage = { input: 7, output: request.deltas.length }
    wire.finish({ finishReason: 'stop', usage, done: true }).forEach(send)
    request.finished = true
    response.end()
  }
}

/** As a network fails, or as a vendor that ends its answer as if it were whole. */
function breakOff({ ordinal }: ModelRequest, response: ServerResponse): void {
  if (ordinal % 2 === 0) response.socket?.resetAndDestroy()
  else response.end()
}
