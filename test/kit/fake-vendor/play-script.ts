import type { ServerResponse } from 'node:http'
import { createBrotliCompress, createDeflate, createGzip } from 'node:zlib'
import { setTimeout as delay } from 'node:timers/promises'
import { cut } from './chunking.ts'
import type { FakeRun } from './fake-run.ts'
import type { Gate } from './gate.ts'
import { now, type RecordedRequest } from './recorded-request.ts'
import type { Script } from './script.ts'
import { renderEvent, wires } from './vendor-wire.ts'

interface Stage {
  request: RecordedRequest
  response: ServerResponse
  gate: Gate
  /** Where the vendor keeps what it says. */
  run?: FakeRun | undefined
}

/** Plays one script to one client, and stops as soon as the client has gone; a run in the background goes on to its end. */
export async function playScript(script: Script, stage: Stage): Promise<void> {
  const { response } = stage
  const { end = 'stall' } = script
  if (script.hang) return hangUp(response, end)
  if (script.socket !== undefined) {
    await new Promise<void>((resolve) => response.socket?.write(script.socket ?? '', () => resolve()))
    return hangUp(response, end)
  }
  const out = new Output(script, response)
  response.writeHead(script.status ?? 200, headersOf(script))
  response.flushHeaders()
  if (script.commentEveryMs !== undefined) keepAwake(response, script.commentEveryMs)
  if (script.body !== undefined) {
    out.write(typeof script.body === 'string' ? script.body : JSON.stringify(script.body))
  } else if (script.wire !== undefined) {
    out.write(script.wire)
  } else if (script.status === undefined || script.status === 200) {
    await playEvents(script, { ...stage, out })
  }
  await out.end()
}

function hangUp({ socket }: ServerResponse, end: Script['end']): void {
  if (end === 'reset') socket?.resetAndDestroy()
  else if (end !== 'stall') socket?.end()
}

function keepAwake(response: ServerResponse, everyMs: number): void {
  const timer = setInterval(() => response.write(': keep-alive\n\n'), everyMs)
  response.once('close', () => clearInterval(timer))
}

const headersOf = ({ status = 200, headers, body, encoding }: Script): Record<string, string> => ({
  'content-type': body !== undefined || status !== 200 ? 'application/json' : 'text/event-stream; charset=utf-8',
  ...(encoding ? { 'content-encoding': encoding } : {}),
  ...headers,
})

async function playEvents(script: Script, { request, gate, out, run }: Stage & { out: Output }): Promise<void> {
  const wire = wires[request.kind]
  const { lineEnd = request.kind === 'gemini' ? '\r\n' : '\n', paceMs = 0 } = script
  const send = (event: unknown) => out.write(renderEvent(request.kind, run ? run.add(event) : event, lineEnd))
  const stopped = () => run?.over || (out.gone && !run?.background)

  wire.open(request.model).forEach(send)
  const pieces = [...(script.reasoning ?? []).map(wire.reasoning), ...(script.chunks ?? []).map(wire.text)]
  for (const [index, piece] of pieces.entries()) {
    if (paceMs > 0) await delay(paceMs)
    await gate.pass()
    if (stopped()) return
    if (!out.gone) request.sentAt.push(now())
    send(piece)
    if (index + 1 === script.cutAfter) await out.cut()
  }
  for (const event of script.events ?? []) send(event)
  const { finishReason, usage = { input: 7, output: pieces.length }, done = true } = script
  wire.finish({ finishReason, usage, done }).forEach(send)
  if (finishReason !== null || script.end !== 'stall') run?.end()
}

/** The way of bytes to the socket: compressed, cut, and ended as the script says. */
class Output {
  private readonly gathered: Buffer[] = []
  private readonly encoder

  constructor(
    private readonly script: Script,
    private readonly response: ServerResponse,
  ) {
    this.encoder = encoderOf(script.encoding)
    this.encoder?.on('data', (bytes: Buffer) => this.pass(bytes))
  }

  get gone(): boolean {
    return this.response.destroyed
  }

  write(data: string | Buffer): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    if (this.encoder) this.encoder.write(bytes)
    else this.pass(bytes)
  }

  async end(): Promise<void> {
    const { encoder, script, response } = this
    if (encoder) await new Promise<void>((resolve) => encoder.once('end', resolve).end())
    if (this.gathered.length > 0) response.write(Buffer.concat(this.gathered))
    const { end = 'end' } = script
    if (end === 'end') return void response.end()
    if (end === 'stall') return
    await this.cut(end)
  }

  async cut(end: Script['end'] = 'close'): Promise<void> {
    // What was written must leave before the connection dies, or the client would see less than the script says.
    await new Promise<void>((resolve) => (this.gone ? resolve() : this.response.write('', () => resolve())))
    if (end === 'reset') this.response.socket?.resetAndDestroy()
    else this.response.socket?.destroy()
  }

  private pass(bytes: Buffer): void {
    if (this.gone) return
    const { chunking = 'event' } = this.script
    if (chunking === 'whole') this.gathered.push(bytes)
    else for (const piece of cut(bytes, chunking)) this.response.write(piece)
  }
}

function encoderOf(encoding: Script['encoding']) {
  if (encoding === 'gzip') return createGzip()
  if (encoding === 'br') return createBrotliCompress()
  return encoding === 'deflate' ? createDeflate() : undefined
}
