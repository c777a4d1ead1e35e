import { checkAttempts } from './check-attempts.ts'
import { checkObservations } from './check-observations.ts'
import { checkReads } from './check-reads.ts'
import { checkReplies } from './check-replies.ts'
import { checkSends } from './check-sends.ts'
import { checkStops } from './check-stops.ts'
import type { Evidence, Violation } from './records.ts'

const checks = [checkSends, checkReplies, checkObservations, checkReads, checkStops, checkAttempts]

/** Every promise that the evidence shows broken. */
export const violationsIn = (evidence: Evidence): Violation[] => checks.flatMap((check) => check(evidence))
