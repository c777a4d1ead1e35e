import { alternatingTurns } from '../alternating-turns.ts'
import type { ProviderRequest } from '../provider.ts'

// The vendor insists on a limit; every model that it offers now takes this one.
const defaultMaxTokens = 8192

/** The body of a streamed message. */
export function toAnthropicBody(request: ProviderRequest): object {
  const { model, instructions, turns, temperature, maxOutputTokens = defaultMaxTokens } = request
  return {
    model,
    max_tokens: maxOutputTokens,
    ...(instructions?.trim() ? { system: instructions } : {}),
    messages: alternatingTurns(turns).map(({ role, text }) => ({ role, content: text })),
    ...(temperature === undefined ? {} : { temperature }),
    stream: true,
  }
}
