import type { ModelDescription } from '../provider.ts'
import { tokenCount } from '../reply-reader.ts'
import { field } from '../wire-failure.ts'
import type { AnthropicModel } from './anthropic-wire.ts'

/** The models of one page of a listing; all of them chat. */
export function fromAnthropicModels(listing: object): ModelDescription[] {
  const data = field(listing, 'data')
  return ((Array.isArray(data) ? data : []) as (AnthropicModel | null)[]).flatMap((model) => {
    if (typeof model?.id !== 'string' || model.id === '') return []
    const contextTokens = tokenCount(model.max_input_tokens)
    return [contextTokens === undefined ? { name: model.id } : { name: model.id, contextTokens }]
  })
}
