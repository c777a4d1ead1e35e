import { parseArgs } from 'node:util'
import { contenders } from './contenders.ts'

export interface BenchOptions {
  quick: boolean
  /** Names of contenders; all where it is empty. */
  only: string[]
  /** A file for every figure. */
  json: string | undefined
  /** Whether docs/benchmarks.md is to hold the figures of this run. */
  write: boolean
}

export const usage = `npm run bench -- [--quick] [--only ${contenders.map(({ name }) => name).join(',')}] [--json file] [--write]

  --quick        about a minute in place of ten; the figures are rougher
  --only names   these servers alone
  --json file    writes every figure of every run
  --write        puts the tables into docs/benchmarks.md

BENCH_DATABASE_URL names a Postgres server on which a database may be made; without it an embedded one is started.`

/** What the command line asks for; throws with a line that says what is wrong. */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      json: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  })
  const only = values.only.split(',').filter((name) => name !== '')
  const unknown = only.find((name) => !contenders.some((contender) => contender.name === name))
  if (unknown !== undefined) throw new Error(`There is no server named ${unknown}`)
  return { quick: values.quick, only, json: values.json, write: values.write }
}
