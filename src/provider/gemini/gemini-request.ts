import { alternatingTurns } from '../alternating-turns.ts'
import type { ProviderRequest } from '../provider.ts'

/** The body of a streamed generation. */
export function toGeminiBody({ instructions, turns, temperature, maxOutputTokens }: ProviderRequest): object {
  const contents = alternatingTurns(turns).map(({ role, text }) => ({
    role: role === 'assistant' ? 'model' : 'user',
    parts: [{ text }],
  }))
  const generationConfig = {
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  }
  return {
    ...(instructions?.trim() ? { systemInstruction: { parts: [{ text: instructions }] } } : {}),
    contents,
    ...(Object.keys(generationConfig).length > 0 ? { generationConfig } : {}),
  }
}

/** Where a model is asked; tuned models live in a folder of their own. */
export function toGeminiPath(model: string): string {
  const [, folder = 'models', name = model] = /^(models|tunedModels)\/(.+)$/.exec(model) ?? []
  return `${folder}/${encodeURIComponent(name)}:streamGenerateContent`
}
