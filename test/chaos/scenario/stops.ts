import { setTimeout as delay } from 'node:timers/promises'
import type { Scenario } from './scenario.ts'
import { inLanes } from './stage.ts'

export const stops: Scenario = {
  name: 'stops',
  promises: 'G11',
  what: 'a reply stopped at a random moment through a random server, sometimes twice at once or as it ends',
  nodes: 3,
  runs: { ci: 24, campaign: 2_000 },
  play: async (stage, runs) => {
    const { random } = stage
    const desks = await stage.desks(6)
    await inLanes(runs, desks.length, async (run) => {
      const desk = desks[run % desks.length]!
      const plan = stage.plan(random.whole(3, 30), random.whole(5, 30))
      const { answer } = await desk.viewer.send(desk.message(plan), stage.anyNode)
      if (!answer) return
      const { replyId } = answer
      const readers = [stage.reader(desk.viewer, { replyId }), stage.reader(desk.viewer, { replyId })]
      const reading = readers.map((reader) => reader.run())
      // Up to a little after the reply's own end.
      await delay(random.next() * 1.1 * plan.pieces * plan.paceMs)
      const asked = random.chance(0.3) ? 2 : 1
      const stopped = Array.from({ length: asked }, () => desk.viewer.stop(stage.anyNode(), replyId))
      for (const { outcome, code } of await Promise.all(stopped)) {
        if (outcome !== 'ok') stage.broken('wrong', 'G11', `a stop was answered with ${code ?? 'nothing'}`)
      }
      await Promise.all(reading)
    })
  },
}
