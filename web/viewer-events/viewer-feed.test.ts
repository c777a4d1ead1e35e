import type { Sink } from '@parley/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ViewerFeed } from './viewer-feed.ts'
import type { ViewerEvent } from './viewer-feed.ts'

const deleted = (cursor: string, conversationId: string): ViewerEvent => ({
  __typename: 'ConversationDeleted',
  cursor,
  conversationId,
})
const missed = (cursor: string): ViewerEvent => ({ __typename: 'EventsMissed', cursor })

function begin(initial: Record<string, string> = {}) {
  const items = new Map(Object.entries(initial))
  const opened: { after: string | null; sink: Sink<ViewerEvent> }[] = []
  const recorded: string[] = []
  let missings = 0
  const feed = new ViewerFeed({
    source: (after, sink) => {
      opened.push({ after, sink })
      return () => {}
    },
    storage: {
      getItem: (name) => items.get(name) ?? null,
      setItem: (name, value) => void items.set(name, value),
      removeItem: (name) => void items.delete(name),
    },
    record: ({ cursor }) => recorded.push(cursor),
    // Nobody waits for a timer here.
    wakeUp: (wake) => {
      queueMicrotask(wake)
      return () => {}
    },
  })
  feed.onMissed(() => (missings += 1))
  return {
    feed,
    leave: feed.start(),
    items,
    opened,
    recorded,
    missings: () => missings,
    last: () => opened.at(-1)!.sink,
  }
}

/** A list whose answers are given one by one. */
function list() {
  const answers: ((answer: string) => void)[] = []
  return { answers, load: () => new Promise<string>((resolve) => answers.push(resolve)) }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('ViewerFeed', () => {
  afterEach(() => void vi.useRealTimers())

  it('reads no list before it knows where the events stand', async () => {
    const { feed, last, missings } = begin()
    const { load, answers } = list()
    const read = feed.read('a', load)
    await settle()
    expect(answers).toHaveLength(0)
    last().next(missed('1'))
    await settle()
    answers[0]!('list')
    expect(await read).toBe('list')
    // Nothing had been read, so nothing was missed.
    expect(missings()).toBe(0)
  })

  it('goes on after a reload behind the last event, and reads at once', async () => {
    const { feed, opened, last, items, recorded } = begin({ 'parley.events': '7' })
    expect(opened[0]?.after).toBe('7')
    last().next(deleted('8', 'b'))
    expect(recorded).toEqual(['8'])
    expect(items.get('parley.events')).toBe('8')
    expect(await feed.read('a', async () => 'list')).toBe('list')
  })

  it('reads a list again to which something happened while it was on its way', async () => {
    const { feed, last } = begin({ 'parley.events': '7' })
    const { load, answers } = list()
    const read = feed.read('a', load)
    await settle()
    last().next(deleted('8', 'a'))
    answers[0]!('old')
    await settle()
    last().next(deleted('9', 'b'))
    answers[1]!('new')
    expect(await read).toBe('new')
    expect(answers).toHaveLength(2)
  })

  it('reads a list that never rests at a calm pace, until an answer stands', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { feed, last } = begin({ 'parley.events': '7' })
    const { load, answers } = list()
    const read = feed.read('a', load)
    for (let round = 0; round < 5; round += 1) {
      await settle()
      last().next(deleted(`${8 + round}`, 'a'))
      answers[round]!('stale')
    }
    await settle()
    expect(answers).toHaveLength(5)
    await vi.runOnlyPendingTimersAsync()
    expect(answers).toHaveLength(6)
    answers[5]!('whole')
    expect(await read).toBe('whole')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('tells of each change after it was recorded, to those who still listen', () => {
    const { feed, last, recorded } = begin({ 'parley.events': '7' })
    const told: string[][] = []
    const leave = feed.onChange(({ cursor }) => told.push([cursor, ...recorded]))
    last().next(deleted('8', 'a'))
    last().next(missed('9'))
    leave()
    last().next(deleted('10', 'a'))
    expect(told).toEqual([['8', '8']])
  })

  it('tells where events were missed', () => {
    const { last, missings, recorded } = begin({ 'parley.events': '7' })
    last().next(missed('99'))
    expect(missings()).toBe(1)
    expect(recorded).toEqual([])
  })

  it('lets lists be read where the server is away, and has them read again when it knows where the events stand', async () => {
    const { feed, last, missings, opened } = begin()
    last().error(new Error('away'))
    expect(await feed.read('a', async () => 'list')).toBe('list')
    await settle()
    expect(opened).toHaveLength(2)
    last().next(missed('1'))
    expect(missings()).toBe(1)
  })

  it('asks anew where another viewer has come, or the cursor is not known any more', () => {
    const { feed, opened, items, last } = begin({ 'parley.events': '7' })
    feed.restart()
    expect(opened.map(({ after }) => after)).toEqual(['7', null])
    last().next(missed('3'))
    expect(items.get('parley.events')).toBe('3')
    last().error([{ message: 'no', extensions: { code: 'BAD_USER_INPUT', retryable: false } }])
    expect(opened.at(-1)?.after).toBeNull()
    expect(items.has('parley.events')).toBe(false)
  })

  it('hears nothing more once it was left', () => {
    const { leave, last, recorded } = begin({ 'parley.events': '7' })
    leave()
    last().next(deleted('8', 'a'))
    expect(recorded).toEqual([])
  })
})
