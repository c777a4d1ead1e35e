import type { Scenario } from './scenario.ts'

/** Well beyond a lease of three seconds. */
const pieces = 70
const paceMs = 100

export const longReplies: Scenario = {
  name: 'long-replies',
  promises: 'G9, G10',
  what: 'replies that take longer than two leases, with nothing broken: nobody takes them from a writer that lives',
  nodes: 3,
  runs: { ci: 3, campaign: 100 },
  play: async (stage, runs) => {
    const desk = await stage.desk()
    const tags: string[] = []
    const send = async (run: number) => {
      const plan = stage.plan(pieces, paceMs)
      tags.push(plan.tag)
      const { nodes } = stage.cluster
      const { answer } = await desk.viewer.send(desk.message(plan), () => nodes[run % nodes.length]!)
      if (answer) await stage.reader(desk.viewer, { replyId: answer.replyId }).run()
    }
    await Promise.all(Array.from({ length: runs }, (_, run) => send(run)))
    const asked = (tag: string) => stage.cluster.vendor.requests.filter((request) => request.tag === tag).length
    // A machine that is busy with other things may stop a server for longer than a lease, but not all of them.
    if (tags.every((tag) => asked(tag) > 1)) stage.broken('wrong', 'G9', 'every long reply was taken from its writer')
  },
}
