import { setTimeout as wait } from 'node:timers/promises'
import { machineNow } from '../clock.ts'
import type { Contender, StartedServer } from '../contenders.ts'
import type { LoadFigures } from '../load/commands.ts'
import { tokensPerSecond } from '../model/model-order.ts'
import type { Plan } from '../plan.ts'
import { cpuMsBetween, PostgresCpu } from '../process/postgres-cpu.ts'
import { usageOf } from '../process/usage.ts'
import { command, finish, withServer, type Stage } from './stage.ts'

/** One run of one server with streams of tokens. */
export interface DeliveryFigures extends LoadFigures {
  server: string
  readers: number
  /** Tokens that the model's rate makes for all readers in the window. */
  offered: number
  cpuUsPerToken: number
  /** The database's, on top of the server's; where it has one on this machine. */
  postgresUsPerToken?: number
  peakMb: number
  /** Cores that measuring itself took: where one comes near 1, it and not the server may be what is measured. */
  modelCores: number
  loadCores: number
}

export interface DeliveryRun {
  contender: Contender
  plan: Plan
  /** How many read: each a reply of its own, or all the same. */
  readers: number
  shared: boolean
}

const drainMs = 10_000

/** Streams to so many readers, and measures in the middle of it. */
export function measureDelivery(stage: Stage, run: DeliveryRun): Promise<DeliveryFigures> {
  return withServer(stage, run, async (server) => {
    const postgres = server.databaseUrl === undefined ? undefined : await PostgresCpu.watch(server.databaseUrl)
    try {
      await beginReplies(stage, run, server)
      await wait(run.plan.warmUpMs, undefined, { signal: stage.signal })
      return await measureWindow(stage, run, { server, postgres })
    } finally {
      await postgres?.stop()
    }
  })
}

async function beginReplies(stage: Stage, { contender, plan, readers, shared }: DeliveryRun, server: StartedServer) {
  const target = { dialect: contender.dialect, url: server.url, name: `${contender.name}-${readers}` }
  if (shared) await command(stage, { type: 'fan-out', readers, ...target })
  else await command(stage, { type: 'streams', count: readers, askEveryMs: plan.askEveryMs, ...target })
}

interface Measured {
  server: StartedServer
  postgres: PostgresCpu | undefined
}

async function measureWindow(stage: Stage, run: DeliveryRun, measured: Measured): Promise<DeliveryFigures> {
  const before = await reading(stage, measured)
  await wait(run.plan.windowMs, undefined, { signal: stage.signal })
  const after = await reading(stage, measured)
  const figures = await finish(stage, { fromMs: before.atMs, toMs: after.atMs, drainMs })

  const { server } = measured
  const windowMs = after.atMs - before.atMs
  const perToken = (cpuMs: number) => (cpuMs * 1_000) / figures.delivered
  const postgresMs = cpuMsBetween(before.postgres, after.postgres)
  return {
    ...figures,
    server: run.contender.name,
    readers: run.readers,
    offered: Math.round((run.readers * tokensPerSecond * windowMs) / 1_000),
    cpuUsPerToken: perToken(after.serverMs - before.serverMs),
    ...(postgresMs !== undefined && { postgresUsPerToken: perToken(postgresMs) }),
    // Asked for only now: after the window the replies have ended, and what that took belongs to the peak.
    peakMb: usageOf(server.pid).peakKb / 1_024,
    modelCores: (after.modelMs - before.modelMs) / windowMs,
    loadCores: (after.loadMs - before.loadMs) / windowMs,
  }
}

/** What everybody has used by now. The moment is taken next to the server's reading, which the figures hang on. */
async function reading({ model, load }: Stage, { server, postgres }: Measured) {
  const database = postgres ? await postgres.read() : new Map<number, number>()
  return {
    postgres: database,
    modelMs: usageOf(model.pid).cpuMs,
    loadMs: usageOf(load.pid).cpuMs,
    serverMs: usageOf(server.pid).cpuMs,
    atMs: machineNow(),
  }
}
