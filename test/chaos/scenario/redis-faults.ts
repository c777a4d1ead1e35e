import { setTimeout as delay } from 'node:timers/promises'
import type { Scenario } from './scenario.ts'
import { whileSending } from './senders.ts'
import type { Stage } from './stage.ts'

export const redisFaults: Scenario = {
  name: 'redis-faults',
  promises: 'G1, G5, G8',
  what: 'Redis killed, emptied and stopped in its tracks, now and then a server killed with it, under senders and readers',
  nodes: 3,
  redis: true,
  runs: { ci: 3, campaign: 300 },
  play: async (stage, runs) => {
    await whileSending(await stage.desks(8), async () => {
      for (let run = 0; run < runs; run++) await breakRedis(stage, run)
    })
  },
}

async function breakRedis({ cluster, random }: Stage, run: number): Promise<void> {
  const { redis } = cluster
  if (!redis) throw new Error('this cluster has no Redis')
  await delay(random.whole(100, 800))
  const server = random.chance(0.3) ? random.pick(cluster.living).kill() : undefined
  if (run % 3 === 0) {
    await redis.kill()
    await delay(random.whole(0, 800))
    await redis.restart()
  } else if (run % 3 === 1) {
    await redis.flush()
  } else {
    redis.stall()
    await delay(random.whole(500, 2_000))
    redis.resume()
  }
  await server
  await cluster.heal()
}
