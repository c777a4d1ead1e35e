import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ResumedStream } from './resumed-stream.ts'
import type { Sink, StreamOptions } from './resumed-stream.ts'

type Event = { cursor: string; isLast?: boolean }
interface Opened {
  after: string | null
  sink: Sink<Event>
  closed: boolean
}

const refusal = (code: string, extensions = {}) => [
  { message: code, extensions: { code, retryable: false, ...extensions } },
]

function open(after: string | null = null, options: Partial<StreamOptions<Event>> = {}) {
  const opened: Opened[] = []
  const told: string[] = []
  const stream = new ResumedStream<Event>({
    after,
    source: (from, sink) => {
      const one: Opened = { after: from, sink, closed: false }
      opened.push(one)
      return () => void (one.closed = true)
    },
    onEvent: ({ cursor, isLast = false }) => {
      told.push(cursor)
      return isLast
    },
    onLost: ({ code }) => told.push(`lost ${code}`),
    onCursorRefused: () => told.push('anew'),
    onRefused: ({ code }) => told.push(`refused ${code}`),
    random: () => 1,
    ...options,
  })
  return { stream, opened, told, last: () => opened.at(-1)! }
}

describe('ResumedStream', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('goes on behind the last cursor seen after its connection was lost', () => {
    const { opened, last, told } = open('a')
    expect(last().after).toBe('a')
    last().sink.next({ cursor: 'b' })
    last().sink.error(new Error('gone'))
    vi.runOnlyPendingTimers()
    expect(opened).toHaveLength(2)
    expect(last().after).toBe('b')
    expect(told).toEqual(['b', 'lost NETWORK'])
  })

  it('takes a completion without a last event for a loss', () => {
    const { opened, last } = open()
    last().sink.complete()
    vi.runOnlyPendingTimers()
    expect(opened).toHaveLength(2)
  })

  it('ignores what a connection that was given up still delivers', () => {
    const { opened, last, told } = open()
    last().sink.error(new Error('gone'))
    opened[0]!.sink.next({ cursor: 'late' })
    opened[0]!.sink.error(new Error('again'))
    vi.runOnlyPendingTimers()
    opened[0]!.sink.next({ cursor: 'later' })
    expect(told).toEqual(['lost NETWORK'])
    expect(opened[0]!.closed).toBe(true)
  })

  it('waits up to twice as long after each loss, under a ceiling, and starts over once something came', () => {
    const { last } = open()
    const waits: number[] = []
    for (let loss = 0; loss < 8; loss += 1) {
      last().sink.error(new Error('gone'))
      const before = Date.now()
      vi.runOnlyPendingTimers()
      waits.push(Date.now() - before)
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
    last().sink.next({ cursor: 'a' })
    last().sink.error(new Error('gone'))
    vi.advanceTimersByTime(500)
    expect(last().after).toBe('a')
  })

  it('waits any part of that time, so that many clients do not return at once', () => {
    const { last, opened } = open(null, { random: () => 0.25 })
    last().sink.error(new Error('gone'))
    vi.advanceTimersByTime(124)
    expect(opened).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(opened).toHaveLength(2)
  })

  it('waits at least as long as a busy server asks for, but not for ever', () => {
    const { last, opened } = open(null, { random: () => 0 })
    last().sink.error(refusal('OVERLOADED', { retryable: true, retryAfterMs: 3000 }))
    vi.advanceTimersByTime(2999)
    expect(opened).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(opened).toHaveLength(2)
    last().sink.error(refusal('OVERLOADED', { retryable: true, retryAfterMs: 86_400_000 }))
    vi.advanceTimersByTime(60_000)
    expect(opened).toHaveLength(3)
  })

  it('gives up where the server refuses for good', () => {
    const { last, opened, told } = open()
    last().sink.error(refusal('NOT_FOUND'))
    vi.runAllTimers()
    expect(told).toEqual(['refused NOT_FOUND'])
    expect(opened).toHaveLength(1)
    expect(opened[0]!.closed).toBe(true)
  })

  it('lets its owner say what is a refusal', () => {
    const { last, opened } = open(null, { refuses: ({ code }) => code === 'NOT_FOUND' })
    last().sink.error(refusal('UNAUTHENTICATED'))
    vi.runOnlyPendingTimers()
    expect(opened).toHaveLength(2)
  })

  it('begins from the beginning where its cursor is refused, once', () => {
    const { last, opened, told } = open('garbage')
    last().sink.error(refusal('BAD_USER_INPUT'))
    expect(opened.map(({ after }) => after)).toEqual(['garbage', null])
    last().sink.error(refusal('BAD_USER_INPUT'))
    expect(told).toEqual(['anew', 'refused BAD_USER_INPUT'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits longer and longer where each new cursor is refused before anything came', () => {
    const { last, opened, told } = open('garbage')
    const waits: number[] = []
    last().sink.error(refusal('BAD_USER_INPUT'))
    for (let round = 0; round < 4; round += 1) {
      last().sink.next({ cursor: `made-up-${round}` }, true)
      last().sink.error(refusal('BAD_USER_INPUT'))
      expect(vi.getTimerCount()).toBe(1)
      const before = Date.now()
      vi.runOnlyPendingTimers()
      waits.push(Date.now() - before)
      expect(last().after).toBeNull()
    }
    expect(waits).toEqual([500, 1000, 2000, 4000])
    expect(opened).toHaveLength(6)
    expect(told.slice(0, 4)).toEqual(['anew', 'made-up-0', 'anew', 'lost BAD_USER_INPUT'])
    // Once the subscription itself has brought something, a refused cursor is again worth one more try at once.
    last().sink.next({ cursor: 'real' })
    last().sink.error(refusal('BAD_USER_INPUT'))
    expect(vi.getTimerCount()).toBe(0)
    expect(opened).toHaveLength(7)
  })

  it('tries at once when it is woken while it waits, and listens for that only then', () => {
    let listeners = 0
    let wake = (): void => {}
    const wakeUp = (given: () => void) => {
      listeners += 1
      wake = given
      return () => void (listeners -= 1)
    }
    const { last, opened } = open(null, { wakeUp })
    expect(listeners).toBe(0)
    last().sink.error(new Error('gone'))
    expect(listeners).toBe(1)
    wake()
    expect(opened).toHaveLength(2)
    expect(listeners).toBe(0)
    vi.runAllTimers()
    expect(opened).toHaveLength(2)
  })

  it('closes a source that ends while it is still opening', () => {
    let closed = 0
    const source: StreamOptions<Event>['source'] = (_after, sink) => {
      sink.next({ cursor: 'end', isLast: true })
      return () => void (closed += 1)
    }
    expect(open(null, { source }).told).toEqual(['end'])
    expect(closed).toBe(1)
  })

  it('leaves no timer and no subscription behind', () => {
    const { stream, last, told } = open()
    stream.leave()
    last().sink.next({ cursor: 'late' })
    expect(last().closed).toBe(true)
    expect(told).toEqual([])

    const waiting = open()
    waiting.last().sink.error(new Error('gone'))
    waiting.stream.leave()
    expect(vi.getTimerCount()).toBe(0)
    expect(waiting.opened).toHaveLength(1)
  })
})
