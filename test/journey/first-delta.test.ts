import { afterAll, beforeAll, expect, it } from 'vitest'
import { startParley, type StartedParley } from '../kit/parley.ts'

let parley: StartedParley
beforeAll(async () => {
  parley = await startParley()
})
afterAll(() => parley.close())

it('brings the first delta to the client soon after the model wrote it', async () => {
  const viewer = await parley.signIn()
  const took: number[] = []
  for (let run = 0; run < 30; run++) {
    const gate = parley.vendor.script({ chunks: ['Hello', ' there'], gated: true })
    const { reply } = await viewer.send(`Run ${run}`)
    const request = await parley.vendor.nextRequest()
    const following = viewer.follow(reply.id)
    gate.release()
    await following.until(({ text }) => text === 'Hello')
    took.push((following.events[0]?.at ?? Infinity) - (request.sentAt[0] ?? 0))
    gate.releaseAll()
    await following.end()
  }
  took.sort((one, two) => one - two)
  const median = took[15] as number
  process.stdout.write(
    `first delta: median ${median.toFixed(1)} ms, slowest ${took.at(-1)?.toFixed(1)} ms of 30 runs\n`,
  )
  expect(median).toBeLessThan(500)
})
