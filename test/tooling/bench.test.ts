import { inject, describe, expect, it } from 'vitest'
import { Arrivals } from '../../bench/load/arrivals.ts'
import { countFigures } from '../../bench/load/count-figures.ts'
import { Reader } from '../../bench/load/reader.ts'
import { formatReport } from '../../bench/report/format-report.ts'
import type { BenchResult } from '../../bench/result.ts'
import { runBench } from '../../bench/run-bench.ts'
import { formatToken } from '../../bench/token-stamp.ts'

const streams = 5

const briefPlan = {
  name: 'brief',
  streams: [{ count: streams, repeats: 1 }],
  askEveryMs: 5,
  warmUpMs: 200,
  windowMs: 1_000,
}

function benchBriefly(): Promise<BenchResult> {
  const { serverUrl: databaseUrl } = inject('database')
  const signal = new AbortController().signal
  return runBench({ plan: briefPlan, only: ['relay', 'parley'], databaseUrl, signal, say: () => undefined })
}

describe('the bench', () => {
  it('brings every token of the model through every server exactly once, and prints what it cost', async () => {
    const result = await benchBriefly()

    expect(result.streams.map(({ server }) => server)).toEqual(['relay', 'parley'])
    for (const run of result.streams) {
      expect(run).toMatchObject({ readers: streams, lost: 0, misplaced: 0, unfinished: 0, failures: [], resets: 0 })
      // The window alone holds 50 of each; a machine that is busy may shift some out of it, never out of the run.
      expect(run.received).toBeGreaterThan(streams * 50)
      expect(run.delivered).toBeGreaterThan(0)
      expect(run.cpuUsPerToken).toBeGreaterThan(0)
      expect(run.peakMb).toBeGreaterThan(10)
      expect(run.ageMs.p50).toBeGreaterThanOrEqual(0)
      expect(run.firstTokenMs.p50).toBeGreaterThan(0)
    }
    const report = formatReport(result)
    const [head] = report.split('\n').filter((line) => line.startsWith('| server'))
    expect(head?.split('|').map((cell) => cell.trim())).toEqual([
      '',
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
      '',
    ])
    expect(report).toMatch(/^\| bare WebSocket relay +\|/m)
    expect(report).toMatch(/^\| Parley, everything stored +\|/m)
    expect(report).toMatch(/^\| Tokens that Parley lost, doubled or misplaced +\| +0 \| +0 \| +met \|$/m)
  }, 60_000)
})

const marker = Buffer.from('"text":"')
const delta = (...stamps: number[]) => `data: {"text":"${stamps.map(formatToken).join('')}"}\n\n`

function count(sent: number, ...pieces: string[]) {
  const reader = new Reader('a', new Arrivals())
  for (const piece of pieces) reader.readBytes(Buffer.from(piece), marker)
  reader.end()
  return countFigures([reader], [], { a: sent })
}

describe('the readers of the bench', () => {
  it('find the same tokens however deltas were merged and bytes were cut', () => {
    const last = 36 ** 5 - 1
    const text = delta(last - 3) + delta(last - 2, last - 1, last) + delta(0, 40_000)
    for (let first = 0; first <= text.length; first++) {
      for (const length of [0, 1, 5]) {
        const second = first + length
        const figures = count(6, text.slice(0, first), text.slice(first, second), text.slice(second))
        expect(figures).toMatchObject({ received: 6, lost: 0, misplaced: 0 })
      }
    }
  })

  it('tell a token that is missing, one that comes twice, one too early and one that nobody sent', () => {
    expect(count(3, delta(1), delta(3))).toMatchObject({ lost: 1, misplaced: 0 })
    expect(count(3, delta(1, 2), delta(2, 3))).toMatchObject({ lost: 0, misplaced: 1 })
    expect(count(3, delta(1, 3), delta(2))).toMatchObject({ lost: 1, misplaced: 1 })
    expect(count(2, delta(1, 2, 3))).toMatchObject({ lost: 0, misplaced: 1 })
  })
})
