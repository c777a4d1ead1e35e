import { writeFile } from 'node:fs/promises'
import { readOptions, usage, type BenchOptions } from './options.ts'
import { fullPlan, quickPlan } from './plan.ts'
import { formatReport } from './report/format-report.ts'
import { writeDocs } from './report/write-docs.ts'
import { runBench } from './run-bench.ts'

const stopped = new AbortController()

// Parley and its peers side by side; see README.md.
async function main(): Promise<void> {
  const { quick, only, json, write } = optionsOrUsage()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // In good order: an embedded Postgres and its folder are to go as well.
    process.once(signal, () => stopped.abort(new Error(`stopped by ${signal}`)))
  }
  const result = await runBench({
    plan: quick ? quickPlan : fullPlan,
    only,
    databaseUrl: process.env['BENCH_DATABASE_URL'] || undefined,
    signal: stopped.signal,
    say: (line) => console.error(line),
  })
  const report = formatReport(result)
  console.log(`\n${report}\n\nTook ${Math.round(result.tookSeconds)} s.`)
  if (json !== undefined) await writeFile(json, `${JSON.stringify(result, undefined, 2)}\n`)
  if (write) await writeDocs(report)
}

function optionsOrUsage(): BenchOptions {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(stopped.signal.aborted ? (stopped.signal.reason as Error).message : error)
    process.exit(1)
  },
)
