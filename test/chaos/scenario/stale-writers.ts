import { setTimeout as delay } from 'node:timers/promises'
import type { Scenario } from './scenario.ts'

/** Replies that are under way at a server when it is stopped. */
const atOnce = 4

export const staleWriters: Scenario = {
  name: 'stale-writers',
  promises: 'G9, G8',
  what: 'a writer stopped for longer than its lease, its replies taken over, then let go on',
  nodes: 3,
  runs: { ci: 1, campaign: 500 },
  play: async (stage, runs) => {
    const { cluster, random } = stage
    const desks = await stage.desks(atOnce)
    for (let run = 0; run < runs; run++) {
      const stale = cluster.nodes[run % cluster.nodes.length]!
      const others = cluster.nodes.filter((node) => node !== stale)
      const reading = await Promise.all(
        desks.map(async (desk) => {
          const plan = stage.plan(120, random.whole(20, 50))
          const { answer } = await desk.viewer.send(desk.message(plan), () => stale)
          if (!answer) return []
          const near = stage.reader(desk.viewer, { replyId: answer.replyId, pick: () => stale })
          const far = stage.reader(desk.viewer, { replyId: answer.replyId, pick: () => random.pick(others) })
          return [near.run(), far.run()]
        }),
      )
      await delay(random.whole(300, 1_200))
      stale.pause()
      // Beyond the lease of three seconds; mostly the takeover has happened, sometimes it is just about to.
      await delay(random.whole(3_000, 5_500))
      stale.resume()
      await Promise.all(reading.flat())
    }
  },
}
