import { browserWakeUp } from '@parley/client'
import type { ResumeOptions } from '@parley/client'
import type { Reachability } from './reachability.ts'

/** How everything that this page follows comes back after a loss. */
export const resumeOptions = (reachability: Reachability, renewViewer: () => void): ResumeOptions => ({
  refuses: ({ code, retryable }) => {
    if (code !== 'UNAUTHENTICATED') return !retryable
    // A refused token is replaced on the way; whether the new viewer may see this is for the next try to learn.
    renewViewer()
    return false
  },
  wakeUp: (wake) => {
    const stops = [browserWakeUp(wake), reachability.onRestored(wake)]
    return () => stops.forEach((stop) => stop())
  },
})
