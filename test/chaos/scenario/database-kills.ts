import { setTimeout as delay } from 'node:timers/promises'
import type { Scenario } from './scenario.ts'
import { whileSending } from './senders.ts'

export const databaseKills: Scenario = {
  name: 'database-kills',
  promises: 'G1, G5, G7',
  what: 'Postgres killed with -9 under eight senders and their readers, every third time a server with it',
  nodes: 3,
  ownDatabase: true,
  runs: { ci: 3, campaign: 100 },
  play: async (stage, runs) => {
    const { cluster, random } = stage
    await whileSending(await stage.desks(8), async () => {
      for (let run = 0; run < runs; run++) {
        await delay(random.whole(500, 1_500))
        const both = run % 3 === 2 ? random.pick(cluster.nodes).kill() : undefined
        await Promise.all([cluster.killDatabase(), both])
        await cluster.heal()
      }
    })
  },
}
