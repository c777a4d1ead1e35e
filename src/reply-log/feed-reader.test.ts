import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { beginning } from './cursor.ts'
import { FeedReader } from './feed-reader.ts'
import { ReaderCadence } from './reader-cadence.ts'
import { ReplyFeed } from './reply-feed.ts'

/** A feed written here, with a reader that takes what it is told of; `pauseMs` as a process so busy has it. */
function following(pauseMs: number) {
  const feed = new ReplyFeed(true)
  let left = 0
  const reader = new FeedReader(feed, {
    after: beginning,
    signal: undefined,
    onLeave: () => (left += 1),
    cadence: new ReaderCadence(() => pauseMs),
  })
  const taken: string[] = []
  const takeAll = () => {
    for (let event = reader.take(); event; event = reader.take()) {
      taken.push(event.type === 'text-delta' ? event.text : event.type)
    }
  }
  reader.onReady = takeAll
  takeAll()
  return { feed, reader, taken, left: () => left }
}

it('hands on each delta at once where the process has time', async () => {
  const { feed, taken } = following(0)
  for (const text of ['one ', 'two ', 'three']) {
    feed.appendText(text)
    await turn()
  }
  expect(taken).toEqual(['one ', 'two ', 'three'])
})

it('hands on as one what is written in one go', async () => {
  const { feed, taken } = following(0)
  for (const text of ['one ', 'two ', 'three']) feed.appendText(text)
  await turn()
  expect(taken).toEqual(['one two three'])
})

it('gathers deltas where the process is busy, but keeps neither the first nor the end waiting', async () => {
  const { feed, reader, taken, left } = following(3_600_000)
  feed.appendText('first')
  await turn()
  expect(taken).toEqual(['first'])
  for (const text of [' one', ' two', ' three']) {
    feed.appendText(text)
    await turn()
  }
  expect(taken).toEqual(['first'])
  feed.end()
  await turn()
  expect(taken).toEqual(['first', ' one two three', 'end'])
  expect(reader.over).toBe(true)
  expect(left()).toBe(1)
})

it('wakes all who wait together', async () => {
  const cadence = new ReaderCadence(() => 5)
  const woken: string[] = []
  const late = () => woken.push('late')
  const wake = (name: string) => cadence.wake(() => woken.push(name), false)
  wake('one')
  wake('two')
  cadence.wake(late, false)
  cadence.forget(late)
  expect(woken).toEqual([])
  await new Promise<void>((resolve) => cadence.wake(resolve, false))
  expect(woken).toEqual(['one', 'two'])
})

it('is told of nothing once it has left, and its leaving ends every wait', async () => {
  const { feed, reader, taken, left } = following(0)
  const waiting = [reader.next(), reader.next()]
  await reader.return()
  expect(await Promise.all(waiting)).toEqual([
    { value: undefined, done: true },
    { value: undefined, done: true },
  ])
  feed.appendText('too late')
  await turn()
  expect(taken).toEqual([])
  expect(left()).toBe(1)
})
