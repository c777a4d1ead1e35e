import { ChatError } from '../errors.ts'
import type { Turn } from '../provider/provider.ts'
import { estimateTokens } from '../provider/token-estimate.ts'

export interface Window {
  contextTokens: number
  /** Kept free for the answer. */
  maxOutputTokens: number | undefined
  instructions: string | undefined
}

/**
 * The newest turns that fit into a model's window together with the instructions and room for an answer, beginning with
 * one of the viewer's. CONTEXT_TOO_LONG where not even the newest fits.
 */
export function trimToWindow(turns: readonly Turn[], { contextTokens, maxOutputTokens, instructions }: Window): Turn[] {
  const answer = Math.min(maxOutputTokens ?? 4_096, Math.floor(contextTokens / 2))
  let left = contextTokens - answer - estimateTokens(instructions ?? '')
  let first = turns.length
  while (first > 0) {
    left -= estimateTokens(turns[first - 1]!.text)
    if (left < 0) break
    first -= 1
  }
  if (first === turns.length) {
    throw new ChatError(
      'CONTEXT_TOO_LONG',
      'The message is longer than this model can read. Shorten it, or choose a model with a larger context.',
    )
  }
  const kept = turns.slice(first)
  return kept[0]?.role === 'assistant' ? kept.slice(1) : kept
}

/** The turns that ask a model to go on from a text that it, or another, did not come to the end of. */
export const goOnFrom = (text: string): Turn[] => [
  { role: 'assistant', text },
  {
    role: 'user',
    text:
      'Your answer was cut off by a technical fault after its last character. Go on from exactly there, as if nothing had ' +
      'happened: do not repeat anything, do not begin anew, do not mention the interruption. If it was complete, answer nothing.',
  },
]
