import * as operations from '../client/operations.ts'
import type { Scenario } from './scenario.ts'
import type { Desk, Stage } from './stage.ts'
import { inLanes } from './stage.ts'

type HistoryPage = { history: operations.Page<{ id: string }> }

export const pagination: Scenario = {
  name: 'pagination',
  promises: 'G13',
  what: 'a conversation walked page by page in either direction, at another server each time, while messages are added',
  nodes: 3,
  runs: { ci: 16, campaign: 2_000 },
  play: async (stage, runs) => {
    const desk = await stage.desk()
    const add = () => desk.viewer.send(desk.message(stage.plan(1, 0)), stage.anyNode)
    await inLanes(Math.min(4 * runs, 400), 4, () => add().then(() => undefined))
    let walking = true
    const growing = (async () => {
      for (let count = 0; walking && count < 3_000; count++) {
        await add()
      }
    })()
    await inLanes(runs, 2, (run) => walk(stage, desk, { backward: run % 2 === 1 }))
    walking = false
    await growing
    await tamper(stage, desk)
  },
}

/** What was there when the walk began is met exactly once, in order. */
async function walk(
  stage: Stage,
  { viewer, conversationId }: Desk,
  { backward }: { backward: boolean },
): Promise<void> {
  const present = (await viewer.read(stage.anyNode(), conversationId)).messageIds
  const met: string[] = []
  let cursor: string | null = null
  do {
    const size = stage.random.whole(1, Math.max(2, Math.min(100, present.length)))
    const page: object = backward ? { last: size, before: cursor } : { first: size, after: cursor }
    const { data } = await viewer.askUntilTold<HistoryPage>(operations.messageIds, { conversationId, ...page })
    if (!data) return stage.broken('wrong', 'G13', 'a page was refused')
    const { edges, pageInfo } = data.history
    const ids = edges.map(({ node }) => node.id)
    if (backward) met.unshift(...ids)
    else met.push(...ids)
    if (backward) cursor = pageInfo.hasPreviousPage ? pageInfo.startCursor : null
    else cursor = pageInfo.hasNextPage ? pageInfo.endCursor : null
  } while (cursor !== null)
  const known = new Set(present)
  const again = met.filter((id) => known.has(id))
  if (new Set(met).size < met.length) stage.broken('doubled', 'G13', 'a walk met a message twice')
  if (again.join() !== present.join()) stage.broken('lost', 'G13', 'a walk missed a message, or met it out of order')
}

const tampered = ['', 'x', 'bTotMQ', 'bTo5OTk5OTk5OTk5OTk', 'Yzox', '\u0000', '💥', 'a'.repeat(5_000)]

async function tamper(stage: Stage, { viewer, conversationId }: Desk): Promise<void> {
  for (const after of tampered) {
    const { code } = await viewer.ask(stage.anyNode(), operations.messageIds, { conversationId, first: 5, after })
    if (code !== 'BAD_USER_INPUT') stage.broken('wrong', 'G13', `a tampered cursor was answered with ${code}`)
  }
}
