import { setTimeout as wait } from 'node:timers/promises'
import { machineNow } from '../clock.ts'
import type { Contender } from '../contenders.ts'
import type { Plan } from '../plan.ts'
import { usageOf } from '../process/usage.ts'
import { command, finish, withServer, type Stage } from './stage.ts'

/** What one server holds for readers to whom nothing is sent. */
export interface IdleFigures {
  server: string
  sockets: number
  kbPerSocket: number
  baseMb: number
}

export interface IdleRun {
  contender: Contender
  idle: NonNullable<Plan['idle']>
}

const warmUpSockets = 100

/** Memory grows by so much less than a reading's noise, or the wait for that is over. */
const quietKb = 512
const lookEveryMs = 500
const enoughLooks = 2
const quietWithinMs = 8_000

/** Compares the memory of a server before and after so many readers, one a socket, began to wait. */
export function measureIdle(stage: Stage, { contender, idle }: IdleRun): Promise<IdleFigures> {
  return withServer(stage, { contender, collectsGarbage: true }, async (server) => {
    const target = { dialect: contender.dialect, url: server.url, name: `${contender.name}-idle` }
    await command(stage, { type: 'idle-begin', replies: idle.replies, warmUpSockets, ...target })
    const beforeKb = await quietMemory(stage, server.pid)
    await command(stage, { type: 'idle-open', sockets: idle.sockets })
    const afterKb = await quietMemory(stage, server.pid)

    const now = machineNow()
    const { unfinished, failures } = await finish(stage, { fromMs: now, toMs: now, drainMs: 0 })
    if (unfinished < idle.sockets) {
      throw new Error(`Of ${idle.sockets} idle subscriptions of ${contender.name} some ended: ${failures.join('; ')}`)
    }
    const kbPerSocket = (afterKb - beforeKb) / idle.sockets
    return { server: contender.name, sockets: idle.sockets, kbPerSocket, baseMb: beforeKb / 1_024 }
  })
}

/** What is resident once garbage is gone and the figure stands still: one look alone may come before the collection. */
async function quietMemory({ signal }: Stage, pid: number): Promise<number> {
  const deadline = performance.now() + quietWithinMs
  let last = Infinity
  let quietLooks = 0
  for (;;) {
    process.kill(pid, 'SIGUSR2')
    await wait(lookEveryMs, undefined, { signal })
    const { residentKb } = usageOf(pid)
    quietLooks = Math.abs(residentKb - last) < quietKb ? quietLooks + 1 : 0
    if (quietLooks === enoughLooks || performance.now() > deadline) return residentKb
    last = residentKb
  }
}
