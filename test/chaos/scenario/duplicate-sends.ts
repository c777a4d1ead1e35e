import type { Scenario } from './scenario.ts'
import { inLanes } from './stage.ts'

export const duplicateSends: Scenario = {
  name: 'duplicate-sends',
  promises: 'G3',
  what: 'the same message sent 2 to 50 times at once through three servers, now and then with a kill in between',
  nodes: 3,
  runs: { ci: 15, campaign: 10_000 },
  play: async (stage, runs) => {
    const { cluster, random } = stage
    const desks = await stage.desks(3)
    // One group in fifty, as the promise has it.
    const killEvery = Math.max(50, Math.floor(runs / 200))
    await inLanes(runs, desks.length, async (run) => {
      const desk = desks[run % desks.length]!
      const message = desk.message(stage.plan(1, 0))
      const copies = random.chance(0.05) ? 50 : random.whole(2, 12)
      const sends = Array.from({ length: copies }, () => desk.viewer.send(message, stage.anyNode))
      if (run % killEvery === killEvery - 1 && cluster.living.length === cluster.nodes.length) {
        await random.pick(cluster.living).kill()
        await cluster.heal()
      }
      await Promise.all(sends)
    })
  },
}
