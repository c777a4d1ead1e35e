import type { Scenario } from './scenario.ts'
import { inLanes } from './stage.ts'

/** Messages of one conversation: each reading reads all of it. */
const each = 20

export const readYourWrites: Scenario = {
  name: 'read-your-writes',
  promises: 'G14',
  what: 'a message sent at one server and looked for at another as soon as it is acknowledged',
  nodes: 3,
  runs: { ci: 40, campaign: 10_000 },
  play: async (stage, runs) => {
    await inLanes(Math.ceil(runs / each), 3, async () => {
      const desk = await stage.desk()
      for (let count = 0; count < each; count++) {
        const here = stage.anyNode()
        await desk.viewer.trySend(here, desk.message(stage.plan(1, 0)))
        await desk.viewer.read(stage.cluster.other(here), desk.conversationId)
      }
    })
  },
}
