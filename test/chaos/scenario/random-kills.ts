import { setTimeout as delay } from 'node:timers/promises'
import type { Scenario } from './scenario.ts'
import { whileSending } from './senders.ts'
import type { Stage } from './stage.ts'

export const randomKills: Scenario = {
  name: 'random-kills',
  promises: 'G1, G5, G7, G8, G10',
  what: 'servers killed with -9 at random moments under eight senders and their readers',
  nodes: 3,
  deathsInARow: true,
  runs: { ci: 3, campaign: 1_000 },
  play: async (stage, runs) => {
    await whileSending(await stage.desks(8), async () => {
      for (let run = 0; run < runs; run++) await killOne(stage)
    })
  },
}

async function killOne({ cluster, random }: Stage): Promise<void> {
  await delay(random.whole(0, 600))
  await random.pick(cluster.living).kill()
  // The others go on alone for a while; sometimes one of them dies meanwhile.
  if (random.chance(0.3)) {
    await delay(random.whole(0, 200))
    await cluster.other().kill()
  }
  await cluster.heal()
}
