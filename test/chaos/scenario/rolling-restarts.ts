import { setTimeout as delay } from 'node:timers/promises'
import type { Scenario } from './scenario.ts'
import { whileSending } from './senders.ts'
import type { Stage } from './stage.ts'

const exitsWithinMs = 30_000

export const rollingRestarts: Scenario = {
  name: 'rolling-restarts',
  promises: 'G21',
  what: 'one server after another asked to end by SIGTERM and started again, under eight senders and their readers',
  nodes: 3,
  runs: { ci: 1, campaign: 200 },
  play: async (stage, runs) => {
    await whileSending(await stage.desks(8), async () => {
      for (let run = 0; run < runs; run++) await restart(stage, run)
    })
  },
}

async function restart(stage: Stage, run: number): Promise<void> {
  const { nodes } = stage.cluster
  const node = nodes[run % nodes.length]!
  await delay(stage.random.whole(200, 800))
  const askedAt = performance.now()
  const code = await node.terminate()
  const tookMs = Math.round(performance.now() - askedAt)
  if (code !== 0) stage.broken('wrong', 'G21', `a server that was asked to end did so with ${code}`)
  if (tookMs > exitsWithinMs) stage.broken('stuck', 'G21', `a server that was asked to end took ${tookMs} ms`)
  await node.start()
}
