import { readText } from './decoded-body.ts'
import { faultOf } from './faults.ts'
import { refusalOf, type ReplyCall } from './stream-reply.ts'
import { parseBody } from './wire-failure.ts'

type JsonCall = Pick<ReplyCall, 'provider' | 'transport' | 'request' | 'toFault'>

/** Asks a vendor for one JSON answer; anything but an object under a 200 is a fault. */
export async function askJson(call: JsonCall, signal: AbortSignal): Promise<object> {
  const { provider, transport, request, toFault } = call
  signal.throwIfAborted()
  const response = await transport.send(request, signal)
  const { status, body } = response
  const answer = status === 200 ? await bodyOf(call, body) : await refusalOf(response, toFault)
  if (signal.aborted) throw signal.reason
  if (answer instanceof Error) throw answer
  if (typeof answer !== 'object' || answer === null) throw faultOf('badResponse', provider, { status })
  return answer
}

const bodyOf = async ({ transport }: JsonCall, body: Parameters<typeof readText>[0]): Promise<unknown> =>
  parseBody(await readText(body, { maxBytes: transport.maxBodyBytes, timeoutMs: transport.bodyTimeoutMs }))
