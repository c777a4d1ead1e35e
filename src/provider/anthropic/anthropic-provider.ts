import { askJson } from '../ask-json.ts'
import { DeltaSink } from '../delta-sink.ts'
import { headerKey } from '../header-key.ts'
import type { ModelDescription, Provider } from '../provider.ts'
import { streamReply } from '../stream-reply.ts'
import { Transport } from '../transport.ts'
import type { VendorSettings } from '../vendor-settings.ts'
import { field, textField, type WireFailure } from '../wire-failure.ts'
import { toAnthropicFault } from './anthropic-faults.ts'
import { fromAnthropicModels } from './anthropic-models.ts'
import { AnthropicReader } from './anthropic-reader.ts'
import { toAnthropicBody } from './anthropic-request.ts'

const mostPages = 5

/** Anthropic's messages. */
export function createAnthropicProvider(settings: VendorSettings): Provider {
  const { name, baseUrl, headers } = settings
  const key = headerKey(name, settings.apiKey)
  const transport = new Transport({
    ...settings.transport,
    provider: name,
    baseUrl,
    headers: { ...(key ? { 'x-api-key': key } : {}), 'anthropic-version': '2023-06-01', ...headers },
  })
  const toFault = (failure: WireFailure) => toAnthropicFault(name, failure)

  return {
    name,
    stream(request, onDelta, signal) {
      const sink = new DeltaSink(onDelta)
      const reader = new AnthropicReader(name, sink)
      const call = { method: 'POST', path: 'messages', body: toAnthropicBody(request) } as const
      return streamReply({ provider: name, transport, request: call, sink, reader, toFault }, signal)
    },
    async listModels(signal) {
      const models: ModelDescription[] = []
      let after = ''
      for (let page = 0; page < mostPages; page += 1) {
        const search = { limit: '1000', ...(after === '' ? {} : { after_id: after }) }
        const request = { method: 'GET', path: 'models', search } as const
        const listing = await askJson({ provider: name, transport, request, toFault }, signal)
        models.push(...fromAnthropicModels(listing))
        after = field(listing, 'has_more') === true ? textField(listing, 'last_id') : ''
        if (after === '') break
      }
      return models
    },
  }
}
