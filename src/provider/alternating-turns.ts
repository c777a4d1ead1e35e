import type { Turn } from './provider.ts'

/** Turns for vendors that want user and assistant to alternate, beginning with the user, none of them empty. */
export function alternatingTurns(turns: readonly Turn[]): Turn[] {
  const merged: Turn[] = []
  for (const turn of turns) {
    const last = merged.at(-1)
    // A reply that was stopped before its first word left an empty turn behind.
    if (turn.text.trim() === '' || (!last && turn.role === 'assistant')) continue
    if (last?.role === turn.role) last.text += `\n\n${turn.text}`
    else merged.push({ ...turn })
  }
  return merged
}
