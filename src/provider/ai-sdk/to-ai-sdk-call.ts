import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from '@ai-sdk/provider'
import type { ProviderRequest } from '../provider.ts'

/** Writes a request as an AI SDK model wants it; what is not set is left to the vendor. */
export function toAiSdkCall(request: ProviderRequest, abortSignal: AbortSignal): LanguageModelV3CallOptions {
  const { instructions, turns, temperature, maxOutputTokens } = request
  const prompt: LanguageModelV3Prompt = turns.map(({ role, text }) => ({ role, content: [{ type: 'text', text }] }))
  if (instructions !== undefined) prompt.unshift({ role: 'system', content: instructions })
  return {
    prompt,
    abortSignal,
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
  }
}
