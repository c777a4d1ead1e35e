import { planTag, requestsByTag } from './requests-by-tag.ts'
import { grouped } from './grouped.ts'
import type { Evidence, FaultRecord, Moment, Observation } from './records.ts'

/** How long readers waited, in milliseconds each. */
export interface Times {
  /** From the cut of a reader's connection to the next event it was told. */
  resume: number[]
  /**
   * From the death of a reply's writer to the first thing that another process told of it; of several that died one after
   * another before they told anything, the last one's.
   */
  recovery: number[]
}

/** Reads the waits out of what was written down. */
export function timesOf(evidence: Evidence): Times {
  const { breaks, faults } = evidence.history
  return {
    resume: breaks.flatMap(({ cut, at, nextAt }) => (cut && nextAt !== undefined ? [nextAt - at] : [])),
    recovery: faults.filter(({ kind }) => kind === 'kill' || kind === 'pause').flatMap(recoveriesIn(evidence)),
  }
}

const recoveriesIn = ({ history, messages, requests }: Evidence) => {
  const asked = requestsByTag(requests)
  const deaths = history.faults.filter(({ kind }) => kind === 'kill')
  const told = grouped(history.observations, ({ replyId }) => replyId)
  const replies = messages.flatMap(({ text, replies: [reply] }) => {
    const observations = reply && told.get(reply.id)
    return observations ? [{ observations, requests: asked.get(planTag(text)) ?? [] }] : []
  })
  return ({ at, node }: FaultRecord): number[] =>
    replies.flatMap(({ observations, requests }) => {
      // Under way there at that moment: asked, and neither finished nor closed.
      const index = requests.findIndex(
        (request) => request.node === node && request.arrivedAt < at && (request.closedAt ?? Infinity) >= at,
      )
      if (index === -1) return []
      // A reply that was whole at the vendor already may just have ended.
      const next = requests[index + 1]
      const first = observations.find((observation) =>
        tellsOfRecovery(observation, { after: at, takenOverAt: next?.arrivedAt }),
      )
      if (!first || deaths.some((death) => death.node === next?.node && isBetween(death.at, next.arrivedAt, first.at)))
        return []
      return [first.at - at]
    })
}

const isBetween = (moment: Moment, from: Moment, to: Moment): boolean => moment > from && moment < to

function tellsOfRecovery(
  { at, event }: Observation,
  { after, takenOverAt }: { after: Moment; takenOverAt: Moment | undefined },
): boolean {
  if (at < after) return false
  if (event.type === 'end') return true
  // What was stored before the death may still come in; news are what is told after another process asked the model.
  return event.type === 'delta' && takenOverAt !== undefined && at > takenOverAt
}

/** The value below which this share of the numbers lies; undefined of none. */
export function percentile(numbers: readonly number[], share: number): number | undefined {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}
