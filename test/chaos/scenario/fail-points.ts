import type { Node } from '../cluster/node.ts'
import { inTime } from '../../kit/eventually.ts'
import { arm, failPoints, type FailPoint } from './fail-point.ts'
import type { Scenario } from './scenario.ts'
import type { Desk, Stage } from './stage.ts'

const reachedMs = 30_000

const [inTakeovers, inWriters] = [true, false].map((successor) =>
  failPoints.filter((point) => (point.successor ?? false) === successor),
) as [FailPoint[], FailPoint[]]

export const failPointKills: Scenario = {
  name: 'fail-points',
  promises: 'G1, G2, G5, G7, G8, G10',
  what: `a server killed with -9 at each of ${inWriters.length} named moments`,
  nodes: 3,
  runs: { ci: 5, campaign: 20 * inWriters.length },
  play: (stage, runs) => dieAtEach(inWriters, stage, runs),
}

/** Its recoveries last as long as several servers take to be missed: each of them dies on purpose as it takes over. */
export const takeoverKills: Scenario = {
  name: 'takeover-fail-points',
  promises: 'G1, G5, G7, G8, G10',
  what: `a server killed, and the one that goes on after it at each of ${inTakeovers.length} named moments`,
  nodes: 3,
  deathsInARow: true,
  runs: { ci: 2, campaign: 20 * inTakeovers.length },
  play: (stage, runs) => dieAtEach(inTakeovers, stage, runs),
}

async function dieAtEach(points: readonly FailPoint[], stage: Stage, runs: number): Promise<void> {
  const desk = await stage.desk()
  for (let run = 0; run < runs; run++) {
    const point = points[(stage.firstRun + run) % points.length]!
    const victim = stage.cluster.nodes[run % stage.cluster.nodes.length]!
    await stage.cluster.heal()
    // To the reply's end: the next one to die would often be who goes on with this one.
    await (
      await dieAt(point, victim, desk)
    ).whole
  }
  await stage.cluster.heal()
}

/** Resolves once the server has died there; `whole` is what the readers are still doing. */
async function dieAt(point: FailPoint, victim: Node, desk: Desk): Promise<{ whole: Promise<unknown> }> {
  const { stage, viewer } = desk
  const { cluster } = stage
  const plan = stage.plan(point.pieces ?? 40, 20)
  const others = cluster.nodes.filter((node) => node !== victim)
  const reached = arm(point, { cluster, nodes: point.successor ? others : [victim], tag: plan.tag })
  // First the one that is to die, then whoever lives.
  const first = (node: Node) => () => (node.alive ? node : stage.anyNode())
  const whole = (async () => {
    const { answer } = await viewer.send(desk.message(plan), first(victim))
    if (!answer) return
    const { replyId } = answer
    const readers = [stage.reader(viewer, { replyId, pick: first(victim) }), stage.reader(viewer, { replyId })]
    const reading = Promise.all(readers.map((reader) => reader.run()))
    if (point.successor) await killInTheMiddle(stage, victim, plan.tag)
    await reading
  })()
  try {
    await inTime(reached, reachedMs, `the moment ${point.name}`)
  } catch (error) {
    stage.broken('wrong', 'G22', (error as Error).message)
  }
  return { whole }
}

async function killInTheMiddle({ cluster }: Stage, node: Node, tag: string): Promise<void> {
  await new Promise<void>((resolve) => {
    cluster.vendor.onMoment = ({ name, request, sent }) => {
      if (name === 'delta-sent' && request.tag === tag && sent > 10) resolve()
    }
    // It may have been slow to connect, and the reply over.
    setTimeout(resolve, 5_000).unref()
  })
  cluster.vendor.onMoment = undefined
  await node.kill()
}
