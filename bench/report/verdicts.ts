import type { BenchResult } from '../result.ts'
import { summarize, type DeliverySummary } from './summary.ts'

/** What was aimed at, and whether it was reached. */
export interface Verdict {
  target: string
  measured: number
  limit: number
  unit: string
  /** Void where one of the two figures comes from a run that did not go as it should: it proves nothing either way. */
  verdict: 'met' | 'MISSED' | 'void'
}

interface Comparison {
  target: string
  measured: number | undefined
  limit: number | undefined
  unit: string
  sound?: boolean
}

/** Every target for which this run has figures. */
export function verdictsOf(result: BenchResult): Verdict[] {
  const comparisons = [
    ...streamComparisons(result),
    ...fanOutComparisons(result),
    ...idleComparisons(result),
    ...historyComparisons(result),
    ...wrongComparisons(result),
  ]
  return comparisons.flatMap(({ target, measured, limit, unit, sound = true }) => {
    if (measured === undefined || limit === undefined) return []
    const verdict = !sound ? 'void' : measured <= limit ? 'met' : 'MISSED'
    return [{ target, measured, limit, unit, verdict }]
  })
}

const perToken = ' µs/token'

function streamComparisons({ streams }: BenchResult): Comparison[] {
  const rows = summarize(streams)
  const counts = [...new Set(rows.map(({ readers }) => readers))].sort((a, b) => a - b)
  const [fewest = 0] = counts
  const [parley, relay] = ['parley', 'relay'].map((name) =>
    rows.find(({ readers, server }) => readers === fewest && server === name),
  )
  return [
    ...counts.flatMap((count) => cpuComparisons(rows, count)),
    {
      target: `Age of a token at ${fewest} streams, p99: at most 1.5 times the relay's`,
      measured: parley?.ageMs.p99,
      limit: times(1.5, relay?.ageMs.p99),
      unit: ' ms',
      sound: areSound(parley, relay),
    },
  ]
}

function cpuComparisons(all: DeliverySummary[], count: number): Comparison[] {
  const rows = all.filter(({ readers }) => readers === count)
  const [parley, relay] = ['parley', 'relay'].map((name) => rows.find(({ server }) => server === name))
  // A peer that did not keep up still shows what a token costs it at its best.
  const peers = rows.filter(({ server }) => server !== 'parley' && server !== 'relay')
  return [
    {
      target: `CPU of the server at ${count} streams: less than the cheapest peer's`,
      measured: parley?.cpuUsPerToken,
      limit: peers.length === 0 ? undefined : Math.min(...peers.map(({ cpuUsPerToken }) => cpuUsPerToken)),
      unit: perToken,
      sound: areSound(parley),
    },
    {
      target: `CPU of the server at ${count} streams: at most 1.5 times the relay's`,
      measured: parley?.cpuUsPerToken,
      limit: times(1.5, relay?.cpuUsPerToken),
      unit: perToken,
      sound: areSound(parley, relay),
    },
  ]
}

function fanOutComparisons({ fanOut }: BenchResult): Comparison[] {
  const rows = summarize(fanOut)
  const [parley, relay] = ['parley', 'relay'].map((name) => rows.find(({ server }) => server === name))
  return [
    {
      target: `CPU for one reply with ${parley?.readers} readers: at most twice the bare broadcast's`,
      measured: parley?.cpuUsPerToken,
      limit: times(2, relay?.cpuUsPerToken),
      unit: perToken,
      sound: areSound(parley, relay),
    },
  ]
}

function idleComparisons({ idle }: BenchResult): Comparison[] {
  return [
    {
      target: 'Memory of an idle subscription with its socket: under 30 kB',
      measured: idle.find(({ server }) => server === 'parley')?.kbPerSocket,
      limit: 30,
      unit: ' kB',
    },
  ]
}

function historyComparisons({ history: [short, long] }: BenchResult): Comparison[] {
  if (!short || !long) return []
  const target = (page: string) =>
    `${page} page of ${long.messages.toLocaleString('en')} messages, p50: at most 1.5 times that of ${short.messages}`
  return [
    { target: target('Newest'), measured: long.newestMs.p50, limit: short.newestMs.p50 * 1.5, unit: ' ms' },
    { target: target('Middle'), measured: long.middleMs.p50, limit: short.middleMs.p50 * 1.5, unit: ' ms' },
  ]
}

function wrongComparisons({ streams, fanOut }: BenchResult): Comparison[] {
  const rows = [...summarize(streams), ...summarize(fanOut)].filter(({ server }) => server === 'parley')
  const measured = rows.length === 0 ? undefined : rows.reduce((total, { wrong }) => total + wrong, 0)
  return [{ target: 'Tokens that Parley lost, doubled or misplaced', measured, limit: 0, unit: '' }]
}

const times = (factor: number, value: number | undefined) => (value === undefined ? undefined : value * factor)
const areSound = (...rows: (DeliverySummary | undefined)[]): boolean => rows.every((row) => row?.sound !== false)
