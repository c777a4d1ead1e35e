import type { Scenario } from './scenario.ts'

export const killsInARow: Scenario = {
  name: 'kills-in-a-row',
  promises: 'G7, G10',
  what: 'every server that asks the model for one and the same reply killed in the middle of it, as long as any does',
  nodes: 3,
  runs: { ci: 1, campaign: 50 },
  play: async (stage, runs) => {
    const { cluster } = stage
    const desk = await stage.desk()
    for (let run = 0; run < runs; run++) {
      await cluster.heal()
      const plan = stage.plan(40, 20)
      const restarting: Promise<void>[] = []
      cluster.vendor.onMoment = ({ name, request, sent }) => {
        if (name !== 'delta-sent' || request.tag !== plan.tag || sent !== 15) return
        const node = cluster.nodes.find((each) => each.name === request.node)
        if (node) restarting.push(node.kill().then(() => node.start()))
      }
      const { answer } = await desk.viewer.send(desk.message(plan), stage.anyNode)
      if (answer) await stage.reader(desk.viewer, { replyId: answer.replyId }).run()
      await Promise.all(restarting)
    }
  },
}
