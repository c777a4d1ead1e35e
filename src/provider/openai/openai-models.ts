import type { ModelDescription } from '../provider.ts'
import { tokenCount } from '../reply-reader.ts'
import { field } from '../wire-failure.ts'
import type { OpenAiModel } from './openai-wire.ts'

// Models for something other than chat, by the words that their makers put into such names.
const notForChat =
  /embed|whisper|(^|[-_/])tts|dall-e|image|moderation|audio|realtime|transcribe|speech|rerank|sora|(^|\/)(babbage|davinci)/i
// OpenAI's own that chat completions refuse.
const notForCompletions = /instruct|-pro\b|codex|deep-research|computer-use|search-api/i

/** The chat models in a listing, with the context length that several servers add to it. */
export function fromOpenAiModels(listing: object, { compatible }: { compatible: boolean }): ModelDescription[] {
  const data = field(listing, 'data')
  const models = (Array.isArray(data) ? data : []) as (OpenAiModel | null)[]
  return models.flatMap((model) => {
    const name = model?.id
    if (typeof name !== 'string' || name === '' || notForChat.test(name)) return []
    if (!compatible && notForCompletions.test(name)) return []
    const contextTokens = contextOf(model as OpenAiModel)
    return [contextTokens === undefined ? { name } : { name, contextTokens }]
  })
}

function contextOf({
  context_length,
  context_window,
  max_context_length,
  max_model_len,
}: OpenAiModel): number | undefined {
  // Not llama.cpp's n_ctx_train: that is what the model was made for, and the server may serve far less of it.
  const told = [context_length, context_window, max_context_length, max_model_len]
  return told.map(tokenCount).find((count) => count !== undefined)
}
