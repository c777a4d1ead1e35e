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
import { OpenAiReader } from './openai-reader.ts'
import { toOpenAiBody } from './openai-request.ts'

export interface OpenAiSettings extends VendorSettings {
  /** A server that speaks OpenAI's wire without being OpenAI. */
  compatible?: boolean
}

/** OpenAI's chat completions, and every server that speaks the same wire. */
export function createOpenAiProvider(settings: OpenAiSettings): Provider {
  const { name, baseUrl, compatible = false, headers } = settings
  const key = headerKey(name, settings.apiKey)
  const transport = new Transport({
    ...settings.transport,
    provider: name,
    baseUrl,
    headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers },
  })
  const toFault = (failure: WireFailure) => toOpenAiFault(name, failure)

  return {
    name,
    stream(request, onDelta, signal) {
      // Only servers of open models let the template's thinking tags through.
      const sink = new DeltaSink(onDelta, { thinkTags: compatible })
      const reader = new OpenAiReader(name, sink)
      const body = toOpenAiBody(request, { compatible })
      const call = { method: 'POST', path: 'chat/completions', body } as const
      return streamReply({ provider: name, transport, request: call, sink, reader, toFault }, signal)
    },
    async listModels(signal) {
      const request = { method: 'GET', path: 'models' } as const
      return fromOpenAiModels(await askJson({ provider: name, transport, request, toFault }, signal), { compatible })
    },
  }
}
