import { alternatingTurns } from '../alternating-turns.ts'
import type { ProviderRequest } from '../provider.ts'

/** The body of a streamed chat completion. */
export function toOpenAiBody(request: ProviderRequest, { compatible }: { compatible: boolean }): object {
  const { model, instructions, turns, temperature, maxOutputTokens } = request
  // The chat templates of many open models refuse two turns of one role in a row; OpenAI's own take them as they come.
  const history = compatible ? alternatingTurns(turns) : turns.filter(({ text }) => text.trim() !== '')
  const system = instructions?.trim() ? [{ role: 'system', content: instructions }] : []
  return {
    model,
    messages: [...system, ...history.map(({ role, text }) => ({ role, content: text }))],
    stream: true,
    // Ollama, vLLM, LM Studio, llama.cpp, OpenRouter and Groq count tokens only where they are asked to.
    stream_options: { include_usage: true },
    ...(temperature === undefined ? {} : { temperature }),
    // Servers that only resemble OpenAI know the older name of the limit.
    ...(maxOutputTokens === undefined
      ? {}
      : { [compatible ? 'max_tokens' : 'max_completion_tokens']: maxOutputTokens }),
  }
}
