import type { Scenario } from './scenario.ts'
import { inLanes } from './stage.ts'

const writers = 8
const messagesEach = 4

export const conversationOrder: Scenario = {
  name: 'conversation-order',
  promises: 'G12',
  what: 'eight writers append to one conversation through three servers while others read all of it',
  nodes: 3,
  runs: { ci: 2, campaign: 1_000 },
  play: async (stage, runs) => {
    await inLanes(runs, 2, async (run) => {
      const desk = await stage.desk()
      let writing = writers
      const write = async (writer: number) => {
        for (let count = 0; count < messagesEach; count++) {
          // The checker tells writers apart by what stands before the dash.
          const key = `w${run}x${writer}-${count}`
          await desk.viewer.send({ ...desk.message(stage.plan(1, 0)), key }, stage.anyNode)
        }
        writing -= 1
      }
      const read = async () => {
        while (writing > 0) await desk.viewer.read(stage.anyNode(), desk.conversationId)
      }
      await Promise.all([...Array.from({ length: writers }, (_, writer) => write(writer)), read(), read()])
    })
  },
}
