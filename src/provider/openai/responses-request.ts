import type { ProviderRequest } from '../provider.ts'

// OpenAI refuses less.
const fewestTokens = 16

/** The body of a response that runs on without its reader and is streamed meanwhile. */
export function toResponsesBody({ model, instructions, turns, temperature, maxOutputTokens }: ProviderRequest): object {
  return {
    model,
    ...(instructions?.trim() ? { instructions } : {}),
    input: turns.filter(({ text }) => text.trim() !== '').map(({ role, text }) => ({ role, content: text })),
    stream: true,
    background: true,
    // What runs in the background has to be kept somewhere: without this the request is refused.
    store: true,
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { max_output_tokens: Math.max(fewestTokens, maxOutputTokens) }),
  }
}
