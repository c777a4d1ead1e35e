import { setTimeout as delay } from 'node:timers/promises'
import type { Scenario } from './scenario.ts'
import { inLanes, type Desk } from './stage.ts'

const common = {
  promises: 'G5, G8',
  nodes: 3,
}

export const disconnects: Scenario = {
  ...common,
  name: 'disconnects',
  what: 'one to five readers of a reply, each cut up to twenty times and resumed at another server',
  runs: { ci: 30, campaign: 9_500 },
  play: async (stage, runs) => {
    const desks = await stage.desks(8)
    await inLanes(runs, desks.length, (run) => schedule(desks[run % desks.length]!))
  },
}

export const disconnectsAndKills: Scenario = {
  ...common,
  name: 'disconnects-and-kills',
  what: 'the same, with the writer killed in the middle of the text',
  runs: { ci: 3, campaign: 500 },
  play: async (stage, runs) => {
    const desks = await stage.desks(6)
    let left = runs
    const killing = (async () => {
      while (left > 0) {
        await delay(stage.random.whole(200, 600))
        if (left <= 0) break
        await stage.random.pick(stage.cluster.living).kill()
        await stage.cluster.heal()
      }
    })()
    await inLanes(runs, desks.length, async (run) => {
      await schedule(desks[run % desks.length]!, 30)
      left -= 1
    })
    await killing
  },
}

/** A reply and its readers; what each of them does follows from the seed. */
async function schedule(desk: Desk, paceMs?: number): Promise<void> {
  const { stage, viewer } = desk
  const { random } = stage
  const padding = random.chance(0.1) ? random.whole(1_000, 4_000) : 0
  const plan = stage.plan(random.whole(5, 50), paceMs ?? random.whole(2, 15), { padding })
  const { answer } = await viewer.send(desk.message(plan), stage.anyNode)
  if (!answer) return stage.broken('wrong', 'G5', 'a message was refused')
  const readers = Array.from({ length: random.whole(1, 5) }, () => {
    let cuts = random.whole(0, 20)
    const often = random.next()
    return stage.reader(viewer, {
      replyId: answer.replyId,
      onEvent: (reader) => {
        if (cuts === 0 || reader.ended || !random.chance(often)) return
        cuts -= 1
        reader.cut()
      },
    })
  })
  await Promise.all(readers.map((reader) => reader.run()))
}
