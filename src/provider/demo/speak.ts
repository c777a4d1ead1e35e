export interface Pace {
  /** Infinity, or nothing above zero: all at once. */
  wordsPerSecond: number
  signal: AbortSignal
}

/** Hands out a text word by word at a pace; rejects with the signal's reason where it is aborted. */
export function speak(text: string, onText: (piece: string) => void, { wordsPerSecond, signal }: Pace): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error)
    const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? []
    const paced = wordsPerSecond > 0 && Number.isFinite(wordsPerSecond)
    const startedAt = performance.now()
    let spoken = 0

    const finish = (end: () => void): void => {
      clearInterval(timer)
      signal.removeEventListener('abort', abort)
      end()
    }
    const abort = (): void => finish(() => reject(signal.reason as Error))
    // By the clock and not by the tick: a busy process is late, and then says several words at once.
    const tick = (): void => {
      const elapsedSeconds = (performance.now() - startedAt) / 1_000
      const due = paced ? Math.floor(elapsedSeconds * wordsPerSecond) + 1 : words.length
      const piece = words.slice(spoken, due).join('')
      spoken = Math.max(spoken, due)
      try {
        if (piece !== '') onText(piece)
      } catch (error) {
        return finish(() => reject(error instanceof Error ? error : new Error('a listener failed', { cause: error })))
      }
      if (spoken >= words.length) finish(resolve)
    }

    const timer = setInterval(tick, paced ? Math.max(1_000 / wordsPerSecond, 5) : 0)
    signal.addEventListener('abort', abort, { once: true })
  })
}
