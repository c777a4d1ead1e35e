import type { ModelDescription } from '../provider.ts'
import { tokenCount } from '../reply-reader.ts'
import { field } from '../wire-failure.ts'
import type { GeminiModel } from './gemini-wire.ts'

// These generate content as well, but none that reads as a reply.
const notForChat = /embed|image|tts|audio|aqa|veo|imagen/i

/** The chat models of one page of a listing. */
export function fromGeminiModels(listing: object): ModelDescription[] {
  const models = field(listing, 'models')
  return ((Array.isArray(models) ? models : []) as (GeminiModel | null)[]).flatMap((model) => {
    const { name: path, inputTokenLimit, supportedGenerationMethods: methods } = model ?? {}
    if (typeof path !== 'string' || !Array.isArray(methods) || !methods.includes('generateContent')) return []
    const name = path.replace(/^models\//, '')
    if (notForChat.test(name)) return []
    const contextTokens = tokenCount(inputTokenLimit)
    return [contextTokens === undefined ? { name } : { name, contextTokens }]
  })
}
