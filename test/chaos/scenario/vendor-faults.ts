import type { Scenario } from './scenario.ts'
import { inLanes } from './stage.ts'

export const vendorFaults: Scenario = {
  name: 'vendor-faults',
  promises: 'G8, G10',
  what: "the model's stream broken off before every piece in turn",
  nodes: 3,
  runs: { ci: 30, campaign: 5_000 },
  play: async (stage, runs) => {
    const desks = await stage.desks(6)
    await inLanes(runs, desks.length, async (run) => {
      const desk = desks[run % desks.length]!
      const pieces = 1 + (run % 40)
      const plan = stage.plan(pieces, run % 3, { breakAt: stage.random.whole(0, pieces - 1) })
      const { answer } = await desk.viewer.send(desk.message(plan), stage.anyNode)
      if (answer) await stage.reader(desk.viewer, { replyId: answer.replyId }).run()
    })
  },
}
