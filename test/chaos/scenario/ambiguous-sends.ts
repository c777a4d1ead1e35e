import { inLanes, type Stage } from './stage.ts'
import type { Scenario } from './scenario.ts'

/** The connection breaks at every kind of moment, and the client sends the same message again, elsewhere. */
export const ambiguousSends: Scenario = {
  name: 'ambiguous-sends',
  promises: 'G2',
  what: 'answers lost and database connections broken around the commit; each send repeated at another server',
  nodes: 3,
  runs: { ci: 40, campaign: 2_000 },
  play: async (stage, runs) => {
    const desks = await stage.desks(4)
    breakSends(stage)
    let next = 0
    const anotherNode = () => stage.cluster.nodes[next++ % stage.cluster.nodes.length]!
    await inLanes(runs, desks.length, async (run) => {
      const desk = desks[run % desks.length]!
      await desk.viewer.send(desk.message(stage.plan(1, 0)), anotherNode)
    })
  },
}

function breakSends({ cluster, random }: Stage): void {
  for (const { link, wire } of cluster.nodes) {
    link.onAnswer = (bytes) => (bytes.includes('"sendMessage"') && random.chance(0.4) ? 'lose' : 'pass')
    wire.trap = ({ sql, before }) => {
      const sends = /^COMMIT/i.test(sql) && before.some((earlier) => /INSERT INTO "?message/i.test(earlier))
      if (!sends || random.chance(0.7)) return undefined
      return { kind: 'disconnect', when: random.chance(0.5) ? 'before' : 'after' }
    }
  }
}
