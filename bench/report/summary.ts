import type { DeliveryFigures } from '../scenario/delivery.ts'

/** The runs of one server in one scenario, as one row. */
export interface DeliverySummary {
  server: string
  readers: number
  runs: DeliveryFigures[]
  cpuUsPerToken: number
  postgresUsPerToken: number | undefined
  ageMs: { p50: number; p99: number }
  firstTokenMs: { p50: number; p99: number }
  peakMb: number
  /** Of what was offered, the part that arrived in the window. */
  deliveredShare: number
  /** Tokens that never came, came twice or came in the wrong place. */
  wrong: number
  unfinished: number
  /** Replies that were refused or broke off. */
  failed: number
  /** Whether the runs went as runs should: nothing failed, and the server kept up with the model. */
  sound: boolean
}

/** One row for each server and number of readers, in the order of their first runs; repeated runs are averaged. */
export function summarize(figures: DeliveryFigures[]): DeliverySummary[] {
  const groups = new Map<string, DeliveryFigures[]>()
  for (const run of figures) {
    const key = `${run.readers} ${run.server}`
    groups.set(key, [...(groups.get(key) ?? []), run])
  }
  return [...groups.values()].map(summaryOf)
}

/** Below the first a server did not keep up; above the second it was catching up. */
const soundShare = { from: 0.95, to: 1.05 }

function summaryOf(runs: DeliveryFigures[]): DeliverySummary {
  const [first] = runs as [DeliveryFigures]
  const mean = (of: (run: DeliveryFigures) => number) => runs.reduce((sum, run) => sum + of(run), 0) / runs.length
  const total = (of: (run: DeliveryFigures) => number) => runs.reduce((sum, run) => sum + of(run), 0)
  return {
    server: first.server,
    readers: first.readers,
    runs,
    cpuUsPerToken: mean(({ cpuUsPerToken }) => cpuUsPerToken),
    postgresUsPerToken:
      first.postgresUsPerToken === undefined ? undefined : mean(({ postgresUsPerToken = NaN }) => postgresUsPerToken),
    ageMs: { p50: mean(({ ageMs }) => ageMs.p50), p99: mean(({ ageMs }) => ageMs.p99) },
    firstTokenMs: {
      p50: mean(({ firstTokenMs }) => firstTokenMs.p50),
      p99: mean(({ firstTokenMs }) => firstTokenMs.p99),
    },
    peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)),
    deliveredShare: mean(({ delivered, offered }) => delivered / offered),
    wrong: total(({ lost, misplaced }) => lost + misplaced),
    unfinished: total(({ unfinished }) => unfinished),
    failed: total(({ failed }) => failed),
    sound: runs.every(isSound),
  }
}

function isSound({ delivered, offered, unfinished, failed, resets }: DeliveryFigures): boolean {
  const share = delivered / offered
  return share >= soundShare.from && share <= soundShare.to && unfinished + failed + resets === 0
}
