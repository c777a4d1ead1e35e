/*
 * Breaks a cluster of servers in every way that the promises speak of, and has a checker decide whether they held.
 *
 *   npm run campaign                     every scenario at its full size; takes hours
 *   npm run campaign -- --quick          every scenario at the size of a test run
 *   npm run campaign -- --minutes 30     as much of it as fits
 *   npm run campaign -- --only stops     one scenario, or several separated by commas
 *   npm run campaign -- --seed 42        the same moments again, as far as a real system lets itself be repeated
 *   npm run campaign -- --mutants        plants known bugs, one at a time, and tells which of them are noticed
 *   npm run campaign -- --write          writes the table into docs/promises.md and README.md
 *
 * TEST_DATABASE_URL names a Postgres server to use; without it one is started.
 */
import { randomInt } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { campaignTable } from '../test/chaos/campaign-table.ts'
import { playCampaign } from '../test/chaos/campaign.ts'
import { bundleServer } from '../test/chaos/cluster/server-bundle.ts'
import { allMutants } from '../test/chaos/mutants/all-mutants.ts'
import { playMutants } from '../test/chaos/mutants/play-mutants.ts'
import type { ScenarioResult } from '../test/chaos/run-scenario.ts'
import { allScenarios } from '../test/chaos/scenario/all-scenarios.ts'
import { providePostgres } from '../test/kit/postgres-server.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    server: { type: 'string' },
  },
})

// Servers are ended as this process exits, and a signal alone would not let it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
const only = values.only?.split(',')
console.log(`seed ${seed}`)

const postgres = await providePostgres()
try {
  process.exitCode = values.mutants ? await plantMutants() : await campaign()
} finally {
  await postgres.stop()
}

async function campaign(): Promise<number> {
  const scenarios = chosen(allScenarios)
  const bundle = values.server === undefined ? await bundleServer() : undefined
  try {
    const results = await playCampaign({
      scenarios,
      entry: values.server ?? bundle!.entry,
      postgresUrl: postgres.url,
      seed,
      size: values.quick ? 'ci' : 'campaign',
      withinMs: values.minutes === undefined ? undefined : Number(values.minutes) * 60_000,
      say: console.log,
      onResult: tell,
    })
    const table = campaignTable(results)
    console.log(`\n${table}`)
    if (values.write) write(table)
    return results.some(({ violations }) => violations.length > 0) ? 1 : 0
  } finally {
    bundle?.remove()
  }
}

async function plantMutants(): Promise<number> {
  const mutants = chosen(allMutants)
  let caught = 0
  for await (const { mutant, violations, seconds } of playMutants(mutants, { postgresUrl: postgres.url, seed })) {
    const [first] = violations
    if (first) caught += 1
    const found = first ? `caught by ${mutant.scenario}: ${first.promise}, ${first.what}` : 'NOT CAUGHT'
    console.log(`${mutant.name} (${seconds.toFixed(0)} s): ${found.slice(0, 200)}`)
  }
  console.log(`\ncaught ${caught}/${mutants.length}`)
  return caught === mutants.length ? 0 : 1
}

function chosen<Named extends { name: string }>(all: readonly Named[]): Named[] {
  const known = all.filter(({ name }) => !only || only.includes(name))
  if (known.length === 0)
    throw new Error(`There is none of this name. There are: ${all.map(({ name }) => name).join(', ')}.`)
  return known
}

function tell({ name, runs, violations, seconds }: ScenarioResult): void {
  console.log(`${name}: ${runs} runs in ${seconds.toFixed(0)} s, ${violations.length} violations`)
  for (const { kind, promise, what } of violations.slice(0, 10))
    console.log(`  ${kind} (${promise}): ${what.slice(0, 500)}`)
}

/** Between the marks of the page, where it has them. */
function write(table: string): void {
  const [begin, end] = ['<!-- campaign:begin -->', '<!-- campaign:end -->']
  for (const path of ['docs/promises.md', 'README.md']) {
    const file = new URL(`../${path}`, import.meta.url)
    const text = readFileSync(file, 'utf8')
    const [from, to] = [text.indexOf(begin), text.indexOf(end)]
    if (from === -1 || to < from) continue
    writeFileSync(file, `${text.slice(0, from)}${begin}\n${table}\n${text.slice(to)}`)
    console.log(`wrote ${path}`)
  }
}
