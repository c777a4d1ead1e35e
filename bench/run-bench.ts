import { availableParallelism, totalmem } from 'node:os'
import { contenders, type Contender } from './contenders.ts'
import type { Plan } from './plan.ts'
import { providePostgres } from './process/bench-postgres.ts'
import { bundleParts } from './process/bundle-parts.ts'
import { startPart } from './process/start-part.ts'
import type { BenchResult } from './result.ts'
import { measureDelivery } from './scenario/delivery.ts'
import { measureHistory } from './scenario/history.ts'
import { measureIdle } from './scenario/idle.ts'
import type { Stage } from './scenario/stage.ts'

export interface BenchRequest {
  plan: Plan
  /** Names of contenders; all where it is empty. */
  only: string[]
  /** A Postgres server for Parley; an embedded one where there is none. */
  databaseUrl: string | undefined
  signal: AbortSignal
  say: (line: string) => void
}

/** Carries out a plan: one fake model, one load client, and one server after another between them. */
export async function runBench(request: BenchRequest): Promise<BenchResult> {
  const began = performance.now()
  const endings: (() => unknown)[] = []
  try {
    const stage = await setStage(request, endings)
    const result = await play(stage, request)
    return { ...result, tookSeconds: (performance.now() - began) / 1_000 }
  } finally {
    for (const end of endings.reverse()) await end()
  }
}

async function setStage({ databaseUrl, signal, say }: BenchRequest, endings: (() => unknown)[]): Promise<Stage> {
  say('bundling the servers, starting the fake model and Postgres')
  const bundles = await bundleParts()
  endings.push(() => bundles.remove())
  const postgres = await providePostgres(databaseUrl)
  endings.push(() => postgres.stop())
  const model = await startPart(bundles.path('model'))
  endings.push(() => model.stop())
  const load = await startPart(bundles.path('load'))
  endings.push(() => load.stop())
  return { bundles, postgres, model, load, signal }
}

async function play(stage: Stage, { plan, only, say }: BenchRequest): Promise<Omit<BenchResult, 'tookSeconds'>> {
  const servers = contenders.filter(({ name }) => only.length === 0 || only.includes(name))
  const sharing = servers.filter(({ shares }) => shares)
  const machine = {
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres: stage.postgres.version,
  }
  const result: Omit<BenchResult, 'tookSeconds'> = {
    plan: plan.name,
    machine,
    streams: [],
    fanOut: [],
    idle: [],
    history: [],
  }

  for (const { count, repeats } of plan.streams) {
    for (const contender of thereAndBack(servers, repeats)) {
      say(`${count} streams: ${contender.title}`)
      result.streams.push(await measureDelivery(stage, { contender, plan, readers: count, shared: false }))
    }
  }
  const { fanOut, idle, history } = plan
  for (const contender of fanOut ? thereAndBack(sharing, fanOut.repeats) : []) {
    say(`one reply, ${fanOut?.readers} readers: ${contender.title}`)
    result.fanOut.push(await measureDelivery(stage, { contender, plan, readers: fanOut?.readers ?? 0, shared: true }))
  }
  for (const contender of idle ? sharing : []) {
    say(`${idle?.sockets} idle subscriptions: ${contender.title}`)
    if (idle) result.idle.push(await measureIdle(stage, { contender, idle }))
  }
  const parley = servers.find(({ name }) => name === 'parley')
  if (history && parley) {
    say(`history of ${history.messages} messages: ${parley.title}`)
    result.history = await measureHistory(stage, { contender: parley, history })
  }
  return result
}

/**
 * All once; where runs are repeated, those that are compared most closely again in the opposite order, so that a machine
 * that grows slower on the way slows none of them more than the others.
 */
function thereAndBack(servers: Contender[], repeats: number): Contender[] {
  const again = servers.filter(({ shares }) => shares).reverse()
  return [...servers, ...Array.from({ length: repeats - 1 }, () => again).flat()]
}
