import type { Violation } from './checker/records.ts'
import { percentile } from './checker/times.ts'
import type { ScenarioResult } from './run-scenario.ts'

const heads = [
  'scenario',
  'proves',
  'runs',
  'sends',
  'lost',
  'doubled',
  'stuck',
  'wrong',
  'resume p50 / p99',
  'recovery p50 / p99',
  'requests / attempts',
]

/** What came of a campaign, as a table in Markdown, a row a scenario and one for all of them. */
export function campaignTable(results: readonly ScenarioResult[]): string {
  const rows = results.map(toRow)
  const all = toRow({
    name: '**all**',
    promises: '',
    runs: sum(results, ({ runs }) => runs),
    acknowledged: sum(results, ({ acknowledged }) => acknowledged),
    requests: sum(results, ({ requests }) => requests),
    attempts: sum(results, ({ attempts }) => attempts),
    violations: results.flatMap(({ violations }) => violations),
    resume: results.flatMap(({ resume }) => resume),
    recovery: results.flatMap(({ recovery, deathsInARow }) => (deathsInARow ? [] : recovery)),
    deathsInARow: false,
    seconds: 0,
  })
  return [heads, heads.map(() => '---'), ...rows, all].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function toRow(result: ScenarioResult): string[] {
  const { name, promises, runs, acknowledged, violations, resume, recovery, requests, attempts } = result
  const count = (kind: Violation['kind']) => violations.filter((violation) => violation.kind === kind).length
  return [
    name,
    promises,
    ...[runs, acknowledged].map(grouped),
    ...[count('lost'), count('doubled'), count('stuck'), count('wrong')].map(String),
    waits(resume),
    waits(recovery),
    `${grouped(requests)} / ${grouped(attempts)}`,
  ]
}

const sum = (results: readonly ScenarioResult[], of: (result: ScenarioResult) => number): number =>
  results.reduce((total, result) => total + of(result), 0)

const grouped = (number: number): string => number.toLocaleString('en-GB')

function waits(numbers: readonly number[]): string {
  const [half, most] = [percentile(numbers, 0.5), percentile(numbers, 0.99)]
  return half === undefined || most === undefined ? '' : `${told(half)} / ${told(most)}`
}

const told = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`)
