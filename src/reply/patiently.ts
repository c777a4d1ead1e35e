import { setTimeout as wait } from 'node:timers/promises'
import { ChatError } from '../errors.ts'

const longestWaitMs = 2_000
const patienceMs = 60_000

/**
 * Does something with the database again and again while that is away: a reply in memory is worth waiting for. What is
 * said by a ChatError will not be otherwise the next time. Undefined where `gone` fires, for then it is no longer ours to
 * do; rejects once a minute has passed.
 */
export async function patiently<Result>(work: () => Promise<Result>, gone: AbortSignal): Promise<Result | undefined> {
  const deadline = performance.now() + patienceMs
  for (let waitMs = 100; !gone.aborted; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      return await work()
    } catch (error) {
      if (error instanceof ChatError || performance.now() > deadline) throw error
      await wait(waitMs, undefined, { signal: gone }).catch(() => undefined)
    }
  }
  return undefined
}
