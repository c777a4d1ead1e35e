import { setTimeout as delay } from 'node:timers/promises'

export interface Patience {
  withinMs: number
  everyMs?: number
  signal?: AbortSignal | undefined
}

/** True once the condition holds, false when the time is up; an aborted signal throws its reason. */
export async function holdsWithin(condition: () => boolean | Promise<boolean>, patience: Patience): Promise<boolean> {
  const { withinMs, everyMs = 5, signal } = patience
  // Not the wall clock: it may jump while we wait.
  const end = performance.now() + withinMs
  for (;;) {
    signal?.throwIfAborted()
    if (await condition()) return true
    if (performance.now() >= end) return false
    await delay(everyMs)
  }
}
