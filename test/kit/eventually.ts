import { setTimeout as delay } from 'node:timers/promises'

export interface EventuallyOptions {
  withinMs?: number
  everyMs?: number
  /** What is waited for, for the error that says it did not come. */
  what?: string
}

/** Looks again and again until there is something to see, and answers it; rejects once the deadline has passed. */
export async function eventually<Seen>(
  look: () => Seen | Promise<Seen>,
  { withinMs = 5_000, everyMs = 20, what = 'what was waited for' }: EventuallyOptions = {},
): Promise<NonNullable<Seen>> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen) return seen
    if (performance.now() > deadline) throw new Error(`${what} did not come within ${withinMs} ms`)
    await delay(everyMs)
  }
}

/** The same promise, with a deadline. */
export async function inTime<Value>(promise: Promise<Value>, withinMs: number, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${withinMs} ms`)), withinMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
