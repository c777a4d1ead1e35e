/*
 * The fake vendor: a real HTTP server on loopback that speaks the streaming wire of OpenAI, Gemini, Anthropic and of
 * OpenAI-compatible servers (`compatible`, `ollama`). Tests point the real adapters at it; nothing inside Parley is mocked.
 *
 *   const vendor = await startFakeVendor()
 *   vendor.baseUrl('openai')                               // http://127.0.0.1:PORT/openai/v1, where api.openai.com/v1 would stand
 *
 * Nothing scripted: it echoes, word by word (`startFakeVendor({ paceMs: 20, answer: (request) => 'text' })`; both may be
 * changed later in `vendor.defaults`). `GET <baseUrl>/models` lists `vendor.defaults.models`.
 *
 * Scripted, one script for one request, in the order given (a script with a `kind` waits for a request of that kind):
 *
 *   vendor.script({ chunks: ['Hel', 'lo'], paceMs: 20 })    // a good reply of two deltas
 *   const gate = vendor.script({ chunks: ['a', 'b'], gated: true })
 *   gate.release()                                          // lets one more delta out; gate.releaseAll() the rest
 *   vendor.script({ status: 429, headers: { 'retry-after': '2' }, body: { error: { … } } })
 *   vendor.script({ chunks: ['a'], events: [{ error: { … } }] })           // an error inside the stream, after the text
 *   vendor.script({ chunks: ['a'], finishReason: null, end: 'end' })      // a clean end that is too early
 *   vendor.script({ chunks: ['a'], finishReason: null, end: 'reset' })    // 'close', 'stall' likewise
 *   vendor.script({ hang: true })                                         // headers never come
 *   vendor.script({ wire: 'data: {…}\n\n', chunking: 'byte' })            // these bytes and no others
 *   vendor.script({ socket: 'HTTP/1.1 200 OK\r\n…', end: 'close' })       // the same without any HTTP of our own
 *
 *   vendor.script({ chunks: ['a', 'b'], cutAfter: 1 })                    // the connection dies, a background run goes on
 *   vendor.script({ call: 'rejoin', status: 404, body: { error: { … } } }) // the run is gone; `retrieve`, `cancel` likewise
 *
 * OpenAI's Responses (`responses`, at the base URL of `openai`) are runs in the background: `vendor.runs` has them by id, and
 * they go on when their reader has left. Who comes back stands in `vendor.rejoins` and `vendor.cancels`, never in `requests`.
 *
 * What came in: `vendor.requests` (all), `await vendor.nextRequest()` (each once, in order). A request knows its `kind`,
 * `model`, `headers`, `json`, when each delta left (`sentAt`, epoch milliseconds), and `await request.closed`, which says
 * whether the client hung up before the answer was whole. `await vendor.stop()` closes everything.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FakeRun } from './fake-run.ts'
import { Gate } from './gate.ts'
import { playScript } from './play-script.ts'
import { RequestQueue } from './request-queue.ts'
import { recordRequest, type RecordedRequest } from './recorded-request.ts'
import type { Script } from './script.ts'
import { denyRun, describeRun, streamRun } from './serve-run.ts'
import { basePaths, listModels, routeOf, type Route, type VendorKind } from './vendor-wire.ts'

/** What the vendor does for a request that no script waits for; change the fields at any time. */
export interface FakeVendorDefaults {
  answer: (request: RecordedRequest) => string
  paceMs: number
  models: string[]
}

/** A request for a run that was started before. */
export interface RunRequest {
  run: string
  /** The number of the last event that its reader has; undefined where it asks for the whole. */
  after: number | undefined
  closed: RecordedRequest['closed']
}

interface QueuedScript {
  script: Script
  gate: Gate
}

interface Exchange {
  request: RecordedRequest
  response: ServerResponse
}

// Asked to go on from what it began, it does so from exactly there, as a good model would.
const echo = ({ userTexts, lastUserText, lastModelText: begun }: RecordedRequest): string => {
  if (!lastUserText.startsWith('Your answer was cut off')) return answerTo(lastUserText)
  const whole = answerTo(userTexts.at(-2) ?? '')
  return whole.startsWith(begun) ? whole.slice(begun.length) : whole
}

const answerTo = (said: string): string =>
  `You said: ${said}\n\nThis answer comes from the fake vendor, one word at a time.`

/** Words with the blank before them, so that joining the pieces gives the text again. */
export const wordsOf = (text: string): string[] => text.match(/\s*\S+\s*?(?=\s|$)|\s+/g) ?? []

/** A scripted model vendor on a real socket. */
export class FakeVendor {
  /** Those that a vendor bills. */
  readonly requests: RecordedRequest[] = []
  readonly rejoins: RunRequest[] = []
  readonly cancels: RunRequest[] = []
  readonly runs = new Map<string, FakeRun>()
  private readonly scripts: QueuedScript[] = []
  private readonly queue = new RequestQueue()
  private readonly server = createServer((request, response) => void this.answer(request, response))
  private readonly gates = new Set<Gate>()

  constructor(readonly defaults: FakeVendorDefaults) {}

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, '127.0.0.1', resolve)
    })
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  baseUrl(kind: VendorKind): string {
    return this.origin + basePaths[kind]
  }

  /** Queues the answer to one coming request; the gate returned lets a `gated` script go on. */
  script(script: Script): Gate {
    const gate = new Gate(script.gated !== true)
    this.scripts.push({ script, gate })
    return gate
  }

  /** The oldest request that no caller has taken yet, waiting for it where there is none. */
  nextRequest(timeoutMs = 5_000): Promise<RecordedRequest> {
    return this.queue.take(timeoutMs)
  }

  /** Forgets the scripts that nobody asked for and the requests so far. */
  reset(): void {
    this.scripts.length = 0
    this.requests.length = 0
    this.rejoins.length = 0
    this.cancels.length = 0
    this.queue.clear()
  }

  async stop(): Promise<void> {
    for (const run of this.runs.values()) run.cancel()
    for (const gate of this.gates) gate.releaseAll()
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    this.server.closeAllConnections()
    await closed
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that goes away is part of the play, never a crash of the stage.
    response.on('error', () => undefined)
    incoming.on('error', () => undefined)
    const route = routeOf(incoming.method ?? '', incoming.url ?? '')
    if (route?.call === 'models') return this.answerModels(route.kind, response)

    const request = await recordRequest(incoming, { response, kind: route?.kind ?? 'openai', model: route?.model })
    if (!request) return
    if (route?.run !== undefined) return this.answerForRun({ ...route, run: route.run }, { request, response })
    this.requests.push(request)
    this.queue.put(request)
    if (!route) return void response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{}}')

    await this.play(this.nextScript(route.kind) ?? this.defaultScript(request), { request, response })
  }

  private async play({ script, gate }: QueuedScript, { request, response }: Exchange): Promise<void> {
    this.gates.add(gate)
    try {
      await playScript(script, { request, response, gate, run: this.startRun(script, request) })
    } finally {
      this.gates.delete(gate)
    }
  }

  // Only what is rendered from a script is a run: bytes given as they are have no events.
  private startRun({ wire, body, status = 200, call }: Script, request: RecordedRequest): FakeRun | undefined {
    if (request.kind !== 'responses' || call !== undefined) return undefined
    if (wire !== undefined || body !== undefined || status !== 200) return undefined
    const run = new FakeRun(`resp_fake_${this.runs.size + 1}`, request.model, request.json['background'] === true)
    this.runs.set(run.id, run)
    request.run = run.id
    return run
  }

  private async answerForRun(route: Route & { run: string }, { request, response }: Exchange): Promise<void> {
    const { call, run: id, after } = route
    const record = call === 'cancel' ? this.cancels : this.rejoins
    record.push({ run: id, after, closed: request.closed })
    const scripted = this.nextScript(route.kind, call)
    if (scripted) return this.play(scripted, { request, response })
    const run = this.runs.get(id)
    if (!run) return denyRun(id, response)
    if (call === 'rejoin') return streamRun(run, after ?? -1, response)
    if (call === 'cancel') run.cancel()
    describeRun(run, response)
  }

  private answerModels(kind: VendorKind, response: ServerResponse): void {
    const script = this.nextScript(kind, 'models')?.script
    response.writeHead(script?.status ?? 200, { 'content-type': 'application/json', ...script?.headers })
    response.end(JSON.stringify(script?.body ?? listModels(kind, this.defaults.models)))
  }

  private nextScript(kind: VendorKind, call: Route['call'] = 'reply'): QueuedScript | undefined {
    const index = this.scripts.findIndex(({ script }) => (script.call ?? 'reply') === call && fits(script, kind))
    return index >= 0 ? this.scripts.splice(index, 1)[0] : undefined
  }

  private defaultScript(request: RecordedRequest): QueuedScript {
    const chunks = wordsOf(this.defaults.answer(request))
    return { script: { chunks, paceMs: this.defaults.paceMs }, gate: new Gate(true) }
  }
}

const fits = (script: Script, kind: VendorKind): boolean => script.kind === undefined || script.kind === kind

/** Starts a fake vendor on a free port of loopback (or on the port given). */
export async function startFakeVendor(
  options: Partial<FakeVendorDefaults> & { port?: number } = {},
): Promise<FakeVendor> {
  const { port = 0, answer = echo, paceMs = 0, models = ['fake-large', 'fake-small'] } = options
  const vendor = new FakeVendor({ answer, paceMs, models })
  await vendor.listen(port)
  return vendor
}

export type { FakeRun } from './fake-run.ts'
export type { RecordedRequest } from './recorded-request.ts'
export type { Script } from './script.ts'
export type { VendorKind } from './vendor-wire.ts'
