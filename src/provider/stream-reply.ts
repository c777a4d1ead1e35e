import { readText } from './decoded-body.ts'
import { DeltaRefused, type DeltaSink } from './delta-sink.ts'
import { EventTooLong } from './event-stream.ts'
import { faultOf } from './faults.ts'
import { asInterruption } from './interruption.ts'
import { toNetworkFault } from './network-faults.ts'
import { ProviderFault, type Completion } from './provider.ts'
import { readEvents } from './read-events.ts'
import type { ReplyReader } from './reply-reader.ts'
import type { Transport, WireRequest, WireResponse } from './transport.ts'
import { field, parseBody, type WireFailure } from './wire-failure.ts'

/** What a vendor says of itself, so that one call can serve all of them. */
export interface ReplyCall {
  provider: string
  transport: Transport
  request: WireRequest
  sink: DeltaSink
  reader: ReplyReader
  toFault: (failure: WireFailure) => ProviderFault
}

const errorBounds = { maxBytes: 64 * 1024, timeoutMs: 5_000 }

/** Asks a vendor for one reply and reads it to its end; every way of failing becomes one fault. */
export async function streamReply(call: ReplyCall, signal: AbortSignal): Promise<Completion> {
  try {
    signal.throwIfAborted()
    const response = await call.transport.send(call.request, signal)
    await readReply(response, call, signal)
    if (signal.aborted) throw signal.reason
    if (call.reader.state === 'open') throw faultOf('truncatedReply', call.provider, { status: response.status })
    return call.reader.complete()
  } catch (error) {
    throw faultBehind(error, call, signal)
  }
}

/** What to throw for whatever went wrong while a reply was read: the abort's reason, the receiver's own error, else one fault. */
export function faultBehind(
  error: unknown,
  { provider, sink }: Pick<ReplyCall, 'provider' | 'sink'>,
  signal: AbortSignal,
): unknown {
  if (signal.aborted) return signal.reason
  if (error instanceof DeltaRefused) return error.cause
  const fault = toFault(error, provider)
  return sink.hasText ? asInterruption(fault, provider) : fault
}

async function readReply(response: WireResponse, call: ReplyCall, signal: AbortSignal): Promise<void> {
  const { provider, transport, reader } = call
  const { status, contentType, body } = response
  if (status !== 200) throw await refusalOf(response, call.toFault)
  if (contentType.includes('text/html')) {
    body.on('error', () => undefined).destroy()
    throw faultOf('badResponse', provider, { status })
  }
  if (contentType.includes('application/json')) return readWhole(response, call)
  const { maxBodyBytes, maxEventLength } = transport
  await readEvents(body, reader, { provider, maxBodyBytes, maxEventLength, signal })
}

/** The fault that an answer with a status other than 200 stands for. */
export async function refusalOf(
  { status, headers, body }: WireResponse,
  toFault: ReplyCall['toFault'],
): Promise<ProviderFault> {
  return toFault({ status, headers, body: parseBody(await readText(body, errorBounds)) })
}

// A server that does not stream: either it explains in JSON why, or the whole reply is one event.
async function readWhole({ status, headers, body }: WireResponse, call: ReplyCall): Promise<void> {
  const { provider, transport, reader, toFault } = call
  const text = await readText(body, { maxBytes: transport.maxBodyBytes, timeoutMs: transport.bodyTimeoutMs })
  const json = parseBody(text)
  if (typeof json !== 'object' || json === null) throw faultOf('badResponse', provider, { status })
  // A response of OpenAI's says null where there is no error.
  if ((field(json, 'error') ?? undefined) !== undefined || field(json, 'object') === 'error') {
    // Some servers say with a 200 that the conversation is too long; any other error under a 200 says nothing reliable.
    const fault = toFault({ status, headers, body: json })
    throw fault.code === 'CONTEXT_TOO_LONG' ? fault : faultOf('badResponse', provider, { status })
  }
  reader.read(JSON.stringify(json))
}

// What is no fault yet comes from the network, or from a reader that met what no vendor should send.
function toFault(error: unknown, provider: string): ProviderFault {
  if (error instanceof ProviderFault) return error
  const strange = error instanceof TypeError || error instanceof RangeError || error instanceof EventTooLong
  return strange ? faultOf('badResponse', provider, { status: 200 }) : toNetworkFault(provider, error)
}
