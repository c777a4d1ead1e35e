import { setTimeout as delay } from 'node:timers/promises'
import type { Scenario } from './scenario.ts'
import { inLanes } from './stage.ts'

export const lostNotifications: Scenario = {
  name: 'lost-notifications',
  promises: 'G5, G11',
  what: 'replies read and stopped through servers that hear no notification of the database',
  nodes: 3,
  runs: { ci: 6, campaign: 500 },
  play: async (stage, runs) => {
    const { cluster, random } = stage
    for (const { wire } of cluster.nodes) wire.deaf = true
    const desks = await stage.desks(4)
    await inLanes(runs, desks.length, async (run) => {
      const desk = desks[run % desks.length]!
      const [here, there] = random.chance(0.5) ? [0, 1] : [1, 2]
      const stopping = run % 2 === 0
      // One that is to be stopped lasts longer than any stop may take.
      const plan = stopping ? stage.plan(400, 40) : stage.plan(random.whole(5, 40), 20)
      const { answer } = await desk.viewer.send(desk.message(plan), () => cluster.nodes[here]!)
      if (!answer) return
      const { replyId } = answer
      const reading = stage.reader(desk.viewer, { replyId, pick: () => cluster.nodes[there]!, withinMs: 25_000 }).run()
      if (stopping) {
        await delay(random.whole(0, 1_000))
        await desk.viewer.stop(cluster.nodes[there]!, replyId)
      }
      await reading
    })
  },
}
