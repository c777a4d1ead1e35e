import { setTimeout as delay } from 'node:timers/promises'
import type { Desk } from './stage.ts'

/** One message after another; some replies are long enough to be in the middle of when their writer dies. */
async function sendAndRead(desk: Desk, signal: AbortSignal): Promise<void> {
  const { stage, viewer } = desk
  const { random } = stage
  const reading: Promise<void>[] = []
  while (!signal.aborted) {
    const plan = random.chance(0.2) ? stage.plan(random.whole(10, 60), 25) : stage.plan(random.whole(1, 3), 0)
    const { answer } = await viewer.send(desk.message(plan), stage.anyNode)
    if (answer && (plan.paceMs > 0 || random.chance(0.1))) {
      reading.push(stage.reader(viewer, { replyId: answer.replyId }).run())
    }
    await delay(random.whole(10, 60))
  }
  await Promise.all(reading)
}

/** All of them until the work is done, and what they read to its end. */
export async function whileSending(desks: readonly Desk[], work: () => Promise<void>): Promise<void> {
  const done = new AbortController()
  const sending = Promise.all(desks.map((desk) => sendAndRead(desk, done.signal)))
  try {
    await work()
  } finally {
    done.abort()
  }
  await sending
}
