import { contenders } from '../contenders.ts'
import type { BenchResult } from '../result.ts'
import type { DeliveryFigures } from '../scenario/delivery.ts'
import { figure, markdownTable } from './markdown-table.ts'
import { summarize, type DeliverySummary } from './summary.ts'
import { verdictsOf } from './verdicts.ts'

const titleOf = (server: string): string => contenders.find(({ name }) => name === server)?.title ?? server

/** All of a result as Markdown: what it ran on, a table for each scenario, and the targets. */
export function formatReport(result: BenchResult): string {
  const { machine, streams } = result
  const counts = [...new Set(streams.map(({ readers }) => readers))]
  const head = `${machine.cores} cores, ${machine.memoryGb} GB, ${machine.platform}, Node ${machine.node}, PostgreSQL ${machine.postgres}; plan: ${result.plan}.`
  return [
    head,
    ...counts.map((count) =>
      section(`${count} streams of 50 tokens/s`, deliveryTable(streams.filter(({ readers }) => readers === count))),
    ),
    result.fanOut.length > 0 &&
      section(`One reply of 50 tokens/s, ${result.fanOut[0]?.readers} readers`, deliveryTable(result.fanOut)),
    result.idle.length > 0 && section(`${result.idle[0]?.sockets} idle subscriptions, one a socket`, idleTable(result)),
    result.history.length > 0 && section('Pages of 30 messages with their replies', historyTable(result)),
    section('Targets', verdictTable(result)),
  ]
    .filter((part) => part !== false)
    .join('\n\n')
}

const section = (title: string, body: string): string => `### ${title}\n\n${body}`

const deliveryHead = [
  'server',
  'CPU µs/token',
  'Postgres µs/token',
  'age p50 ms',
  'age p99 ms',
  'first token p50 ms',
  'p99 ms',
  'peak MB',
  'delivered',
  'wrong',
]

function deliveryTable(figures: DeliveryFigures[]): string {
  const rows = summarize(figures)
  const notes = [...rows.flatMap(spreadOf), ...rows.flatMap(troublesOf), ...bottlenecksOf(figures)]
  const table = markdownTable(deliveryHead, rows.map(deliveryRow))
  return notes.length === 0 ? table : `${table}\n\n${notes.map((note) => `- ${note}`).join('\n')}`
}

function deliveryRow(row: DeliverySummary): string[] {
  return [
    titleOf(row.server),
    figure(row.cpuUsPerToken),
    figure(row.postgresUsPerToken),
    figure(row.ageMs.p50),
    figure(row.ageMs.p99),
    figure(row.firstTokenMs.p50),
    figure(row.firstTokenMs.p99),
    figure(row.peakMb),
    `${(row.deliveredShare * 100).toFixed(0)} %`,
    String(row.wrong),
  ]
}

function spreadOf({ server, runs }: DeliverySummary): string[] {
  if (runs.length < 2) return []
  const all = (of: (run: DeliveryFigures) => number) => runs.map((run) => figure(of(run))).join(' and ')
  const cpu = all(({ cpuUsPerToken }) => cpuUsPerToken)
  return [`${titleOf(server)}, run by run: CPU ${cpu} µs/token, age p99 ${all(({ ageMs }) => ageMs.p99)} ms`]
}

function troublesOf({ server, sound, deliveredShare, unfinished, failed, runs }: DeliverySummary): string[] {
  if (sound) return []
  const resets = runs.reduce((total, run) => total + run.resets, 0)
  const failures = [...new Set(runs.flatMap((run) => run.failures))]
  const troubles = [
    `${(deliveredShare * 100).toFixed(0)} % arrived in time`,
    unfinished > 0 && `${unfinished} replies had not ended 10 s after they should`,
    failed > 0 && `${failed} replies failed (${failures.join('; ')})`,
    resets > 0 && `${resets} times a reply began anew`,
  ]
  return [`${titleOf(server)} did not run evenly: ${troubles.filter((trouble) => trouble !== false).join(', ')}`]
}

function bottlenecksOf(figures: DeliveryFigures[]): string[] {
  const load = Math.max(...figures.map(({ loadCores }) => loadCores))
  const model = Math.max(...figures.map(({ modelCores }) => modelCores))
  return [`Measuring took at most ${figure(load)} cores for the readers and ${figure(model)} for the model`]
}

function idleTable({ idle }: BenchResult): string {
  const rows = idle.map((row) => [titleOf(row.server), figure(row.kbPerSocket), figure(row.baseMb)])
  return markdownTable(['server', 'kB each', 'MB before'], rows)
}

function historyTable({ history }: BenchResult): string {
  const rows = history.map(({ messages, newestMs, middleMs }) => [
    messages.toLocaleString('en'),
    figure(newestMs.p50),
    figure(newestMs.p99),
    figure(middleMs.p50),
    figure(middleMs.p99),
  ])
  return markdownTable(['messages', 'newest p50 ms', 'p99 ms', 'middle p50 ms', 'p99 ms'], rows)
}

function verdictTable(result: BenchResult): string {
  const rows = verdictsOf(result).map(({ target, measured, limit, unit, verdict }) => [
    target,
    figure(measured, unit),
    figure(limit, unit),
    verdict,
  ])
  return markdownTable(['target', 'measured', 'limit', 'verdict'], rows)
}
