import { askJson } from '../ask-json.ts'
import { DeltaSink } from '../delta-sink.ts'
import { headerKey } from '../header-key.ts'
import type { ModelDescription, Provider } from '../provider.ts'
import { streamReply } from '../stream-reply.ts'
import { Transport } from '../transport.ts'
import type { VendorSettings } from '../vendor-settings.ts'
import { textField, type WireFailure } from '../wire-failure.ts'
import { toGeminiFault } from './gemini-faults.ts'
import { fromGeminiModels } from './gemini-models.ts'
import { GeminiReader } from './gemini-reader.ts'
import { toGeminiBody, toGeminiPath } from './gemini-request.ts'

const mostPages = 5

/** Google's Gemini by its own wire. */
export function createGeminiProvider(settings: VendorSettings): Provider {
  const { name, baseUrl, headers } = settings
  const key = headerKey(name, settings.apiKey)
  const transport = new Transport({
    ...settings.transport,
    provider: name,
    baseUrl,
    // In a header, never in the query, which proxies write into their logs.
    headers: { ...(key ? { 'x-goog-api-key': key } : {}), ...headers },
  })
  const toFault = (failure: WireFailure) => toGeminiFault(name, failure)

  return {
    name,
    stream(request, onDelta, signal) {
      const sink = new DeltaSink(onDelta)
      const reader = new GeminiReader(name, sink)
      const path = toGeminiPath(request.model)
      const call = { method: 'POST', path, search: { alt: 'sse' }, body: toGeminiBody(request) } as const
      return streamReply({ provider: name, transport, request: call, sink, reader, toFault }, signal)
    },
    async listModels(signal) {
      const models: ModelDescription[] = []
      let pageToken = ''
      for (let page = 0; page < mostPages; page += 1) {
        const search = { pageSize: '1000', ...(pageToken === '' ? {} : { pageToken }) }
        const request = { method: 'GET', path: 'models', search } as const
        const listing = await askJson({ provider: name, transport, request, toFault }, signal)
        models.push(...fromGeminiModels(listing))
        pageToken = textField(listing, 'nextPageToken')
        if (pageToken === '') break
      }
      return models
    },
  }
}
