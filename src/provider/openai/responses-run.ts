import { setTimeout as delay } from 'node:timers/promises'
import { askJson } from '../ask-json.ts'
import type { DeltaSink } from '../delta-sink.ts'
import { faultOf } from '../faults.ts'
import { ProviderFault, type Completion } from '../provider.ts'
import { faultBehind, streamReply } from '../stream-reply.ts'
import type { Transport, WireRequest } from '../transport.ts'
import type { WireFailure } from '../wire-failure.ts'
import { toOpenAiFault } from './openai-faults.ts'
import type { ResponsesReader } from './responses-reader.ts'

/** One response that was started before. */
export interface ResponsesRun {
  provider: string
  transport: Transport
  id: string
  /** Between one look at a run that cannot be streamed any more and the next. */
  pollMs: number
}

interface Listener {
  after: number
  sink: DeltaSink
  reader: ResponsesReader
}

// Between them ten minutes, which is what such a run is kept for at the least.
const mostPolls = 300
const cancelMs = 5_000

/** Reads a run on from a place of it: as a stream for as far as there is one, then as the whole that it became. */
export async function rejoinRun(run: ResponsesRun, listener: Listener, signal: AbortSignal): Promise<Completion> {
  const { provider, transport } = run
  const { after, sink, reader } = listener
  const search = { stream: 'true', starting_after: String(after) }
  const request = { method: 'GET', path: pathOf(run.id), search } as const
  try {
    return await streamReply({ provider, transport, request, sink, reader, toFault: toFaultOf(run) }, signal)
  } catch (error) {
    if (signal.aborted || !isEndOfStream(error)) throw error
  }
  try {
    return await readWhenDone(run, reader, signal)
  } catch (error) {
    throw faultBehind(error, { provider, sink }, signal)
  }
}

/** Ends a run; whatever the vendor says of one that is over, or that it never knew, there is nothing left to end. */
export async function cancelRun(run: ResponsesRun, signal: AbortSignal): Promise<void> {
  const deadline = new AbortController()
  const giveUp = () => deadline.abort(signal.reason)
  const timer = setTimeout(() => deadline.abort(faultOf('silence', run.provider)), cancelMs)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    signal.throwIfAborted()
    await ask(run, { method: 'POST', path: `${pathOf(run.id)}/cancel` }, deadline.signal)
  } catch (error) {
    if (!(error instanceof ProviderFault && isOver(error.status))) throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
  }
}

// OpenAI streams a run for five minutes and refuses with a 400 after that; other servers end the stream, or garble it.
const isEndOfStream = (error: unknown): boolean =>
  error instanceof ProviderFault && (error.status === 400 || error.status === 200) && error.code !== 'CONTENT_BLOCKED'

const isOver = (status: number | undefined): boolean => status === 400 || status === 404 || status === 409

async function readWhenDone(run: ResponsesRun, reader: ResponsesReader, signal: AbortSignal): Promise<Completion> {
  for (let polls = 0; polls < mostPolls; polls += 1) {
    if (polls > 0) await delay(run.pollMs, undefined, { signal })
    reader.readWhole(await ask(run, { method: 'GET', path: pathOf(run.id) }, signal))
    if (reader.state === 'done') return reader.complete()
  }
  throw faultOf('silence', run.provider)
}

const ask = (run: ResponsesRun, request: WireRequest, signal: AbortSignal): Promise<object> =>
  askJson({ provider: run.provider, transport: run.transport, request, toFault: toFaultOf(run) }, signal)

const pathOf = (id: string): string => `responses/${encodeURIComponent(id)}`

// What is not found here is the run; no model was asked for.
const toFaultOf =
  ({ provider }: ResponsesRun) =>
  (failure: WireFailure): ProviderFault => {
    const { status } = failure
    return status === 404 || status === 410
      ? faultOf('runGone', provider, { status })
      : toOpenAiFault(provider, failure)
  }
