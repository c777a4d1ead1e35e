import { setTimeout as delay } from 'node:timers/promises'
import type { Reader } from '../client/reader.ts'
import { shiftedClock } from '../cluster/shifted-clock.ts'
import type { Scenario } from './scenario.ts'
import { inLanes } from './stage.ts'

const days = 24 * 3_600_000

export const lateResume: Scenario = {
  name: 'late-resume',
  promises: 'G6',
  what: 'readers that left in the middle of a reply come back after its end, after a restart, and thirty days later',
  nodes: 3,
  runs: { ci: 6, campaign: 200 },
  play: async (stage, runs) => {
    const { cluster, random } = stage
    const desks = await stage.desks(3)
    const readers: Reader[] = []
    await inLanes(runs, desks.length, async (run) => {
      const desk = desks[run % desks.length]!
      const { answer } = await desk.viewer.send(desk.message(stage.plan(30, 10)), stage.anyNode)
      if (!answer) return
      let left = random.whole(0, 8)
      const onEvent = (reader: Reader) => {
        if (left-- === 0) reader.leave()
      }
      const reader = stage.reader(desk.viewer, { replyId: answer.replyId, onEvent })
      readers.push(reader)
      await reader.run()
    })
    const third = Math.ceil(readers.length / 3)
    await delay(1_000)
    await Promise.all(readers.slice(0, third).map((reader) => reader.run()))
    const [restarted, later] = cluster.nodes
    await Promise.all([restarted!.kill(), later!.kill()])
    await Promise.all([restarted!.start(), later!.start(shiftedClock(30 * days))])
    await Promise.all(readers.slice(third, 2 * third).map((reader) => reader.run({ pick: () => restarted! })))
    await Promise.all(readers.slice(2 * third).map((reader) => reader.run({ pick: () => later! })))
    await later!.kill()
  },
}
