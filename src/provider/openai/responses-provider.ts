import { askJson } from '../ask-json.ts'
import { DeltaSink } from '../delta-sink.ts'
import { headerKey } from '../header-key.ts'
import type { Provider } from '../provider.ts'
import { streamReply } from '../stream-reply.ts'
import { Transport } from '../transport.ts'
import type { VendorSettings } from '../vendor-settings.ts'
import type { WireFailure } from '../wire-failure.ts'
import { toOpenAiFault } from './openai-faults.ts'
import { fromOpenAiModels } from './openai-models.ts'
import { ResponsesReader } from './responses-reader.ts'
import { toResponsesBody } from './responses-request.ts'
import { cancelRun, rejoinRun } from './responses-run.ts'

export interface ResponsesSettings extends VendorSettings {
  /** Between one look at a run that cannot be streamed any more and the next. */
  pollMs?: number
}

// Some 300 bytes go with each token, and the end repeats the text four times.
const maxBodyBytes = 32 * 1024 * 1024

/** OpenAI's Responses, each run in the background: whoever reads it may leave, and anyone can read on where they stopped. */
export function createResponsesProvider(settings: ResponsesSettings): Provider {
  const { name, baseUrl, headers, pollMs = 2_000 } = settings
  const key = headerKey(name, settings.apiKey)
  const transport = new Transport({
    maxBodyBytes,
    ...settings.transport,
    provider: name,
    baseUrl,
    headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers },
  })
  const toFault = (failure: WireFailure) => toOpenAiFault(name, failure)
  const runOf = (id: string) => ({ provider: name, transport, id, pollMs })

  return {
    name,
    stream(request, onDelta, signal) {
      const sink = new DeltaSink(onDelta)
      const reader = new ResponsesReader(name, sink)
      const call = { method: 'POST', path: 'responses', body: toResponsesBody(request) } as const
      return streamReply({ provider: name, transport, request: call, sink, reader, toFault }, signal)
    },
    rejoin(run, onDelta, signal) {
      const sink = new DeltaSink(onDelta)
      const reader = new ResponsesReader(name, sink, run)
      return rejoinRun(runOf(run.id), { after: run.after, sink, reader }, signal)
    },
    cancel: (runId, signal) => cancelRun(runOf(runId), signal),
    async listModels(signal) {
      const request = { method: 'GET', path: 'models' } as const
      return fromOpenAiModels(await askJson({ provider: name, transport, request, toFault }, signal), {
        compatible: false,
      })
    },
  }
}
