import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChatClient } from '../kit/client.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { inTime } from '../kit/eventually.ts'
import { startFakeVendor, type FakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'

// Two of everything that a process has, on one database: they meet nowhere else.
let database: TestDatabase
let vendor: FakeVendor
let here: StartedParley
let there: StartedParley
let viewer: ChatClient
let elsewhere: ChatClient
beforeAll(async () => {
  database = await createTestDatabase()
  vendor = await startFakeVendor()
  const start = () => startParley({ databaseUrl: database.url, vendor })
  ;[here, there] = await Promise.all([start(), start()])
})
beforeEach(async () => {
  vendor.reset()
  viewer = await here.signIn()
  elsewhere = viewer.at(there.url)
})
afterAll(async () => {
  await Promise.all([here.close(), there.close()])
  await vendor.stop()
  await database.drop()
})

const words = Array.from({ length: 60 }, (_, index) => `word${index} 🙂 `)

describe('a reply that another process writes', () => {
  it('reaches a subscriber here whole and in order, live', async () => {
    vendor.script({ chunks: words, paceMs: 10 })
    const { reply } = await viewer.send('Many words please')
    const [near, far] = [viewer.follow(reply.id), elsewhere.follow(reply.id)]
    await far.until(({ text, ends }) => text !== '' && ends.length === 0)
    const [ended] = await Promise.all([far.end(), near.end()])
    expect(far.text).toBe(words.join(''))
    expect(ended.text).toBe(near.text)
    expect(far.deltas.length).toBeGreaterThan(1)
    await elsewhere.close()
  })

  it('can be resumed here from a cursor that was given there', async () => {
    const gate = vendor.script({ chunks: words, gated: true })
    const { reply } = await viewer.send('Many words please')
    const near = viewer.follow(reply.id)
    gate.release(30)
    await near.until(({ text }) => text === words.slice(0, 30).join(''))
    // What the cursor names may not have been stored yet.
    const far = elsewhere.follow(reply.id, near.cursor)
    gate.releaseAll()
    await far.end()
    expect(words.slice(0, 30).join('') + far.text).toBe(words.join(''))
    await elsewhere.close()
  })

  it('is stopped from here within a second, for the subscribers of both', async () => {
    vendor.script({ chunks: ['kept'], finishReason: null, done: false, end: 'stall' })
    const { reply } = await viewer.send('Go on')
    const request = await vendor.nextRequest()
    const both = [viewer.follow(reply.id), elsewhere.follow(reply.id)]
    await Promise.all(both.map((following) => following.until(({ text }) => text === 'kept')))
    const startedAt = performance.now()
    const stopped = await elsewhere.stop(reply.id)
    expect(stopped).toMatchObject({ status: 'STOPPED', text: 'kept' })
    for (const following of both) expect(await following.end(1_000)).toEqual(stopped)
    expect((await inTime(request.closed, 1_000, 'the end of the request')).byClient).toBe(true)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    await elsewhere.close()
  })

  it('ends for a subscriber here where its conversation is deleted there, and hurts no other', async () => {
    vendor.script({ chunks: ['doomed'], finishReason: null, done: false, end: 'stall' })
    const doomed = await viewer.send('Go on')
    const gate = vendor.script({ chunks: ['fine'], gated: true })
    const fine = await viewer.send('Go on as well')
    const [first, second] = [elsewhere.follow(doomed.reply.id), elsewhere.follow(fine.reply.id)]
    await first.until(({ text }) => text === 'doomed')
    await viewer.remove(doomed.conversation.id)
    await first.until(({ outcome }) => outcome !== undefined, 2_000)
    gate.releaseAll()
    expect((await second.end()).text).toBe('fine')
    await elsewhere.close()
  })
})

it('makes one message, one reply and one request of the same message sent through both at once', async () => {
  for (let run = 0; run < 5; run++) {
    vendor.reset()
    const clientMessageId = randomUUID()
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, index) => [viewer, elsewhere][index % 2]!.send('Hello', { clientMessageId })),
    )
    expect(new Set(all.map(({ message, reply }) => message.id + reply.id)).size).toBe(1)
    await elsewhere.follow(all[0]!.reply.id).end()
    expect(vendor.requests).toHaveLength(1)
  }
  await elsewhere.close()
})

it('hands a reply over where its process is closed, and it goes on elsewhere after what its readers have', async () => {
  const leaving = await startParley({ databaseUrl: database.url, vendor })
  const writer = viewer.at(leaving.url)
  vendor.script({ chunks: ['never ', 'finished'], finishReason: null, done: false, end: 'stall' })
  const { reply } = await writer.send('Go on')
  const far = elsewhere.follow(reply.id)
  await far.until(({ text }) => text === 'never finished')
  vendor.script({ chunks: [' but ', 'continued'] })
  await writer.close()
  await leaving.close()
  const ended = await far.end()
  expect(ended).toMatchObject({ status: 'COMPLETED', text: 'never finished but continued' })
  expect(far.events.filter(({ __typename }) => __typename === 'ReplyReset')).toEqual([])
  expect(far.events.filter(({ __typename }) => __typename === 'ReplyNotice')).toMatchObject([{ kind: 'RECOVERED' }])
  expect(far.text).toBe('never finished but continued')
  await elsewhere.close()
})
