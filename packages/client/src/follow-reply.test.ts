import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { followReply } from './follow-reply.ts'
import { ReplyMemory } from './reply-memory.ts'
import type { ReplyEvent } from './reply-event.ts'
import { applyEvent, startOf } from './reply-state.ts'
import type { ReplyState } from './reply-state.ts'
import type { Sink } from './resumed-stream.ts'

const delta = (cursor: string, text: string): ReplyEvent => ({ __typename: 'ReplyDelta', cursor, text })
const end = (cursor: string): ReplyEvent => ({ __typename: 'ReplyEnd', cursor, reply: { status: 'COMPLETED' } })
const beginning = startOf({ text: '', cursor: null })

function textStorage() {
  const items = new Map<string, string>()
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, text: string) => void items.set(name, text),
    removeItem: (name: string) => void items.delete(name),
  }
}

describe('applyEvent', () => {
  it('appends deltas, and is pending until the first', () => {
    expect(beginning.status).toBe('PENDING')
    const state = applyEvent(applyEvent(beginning, delta('0:3', 'Hel')), delta('0:5', 'lo'))
    expect(state).toMatchObject({ text: 'Hello', cursor: '0:5', status: 'STREAMING' })
  })

  it('changes nothing for an event that was applied before', () => {
    const state = applyEvent(beginning, delta('0:3', 'Hel'))
    expect(applyEvent(state, delta('0:3', 'Hel'))).toBe(state)
  })

  it('throws the text away on a reset', () => {
    const state = applyEvent(startOf({ text: 'Wrong', cursor: '0:5' }), {
      __typename: 'ReplyReset',
      cursor: '1:0',
      reason: 'FAILOVER',
    })
    expect(applyEvent(state, delta('1:5', 'Right'))).toMatchObject({ text: 'Right', cursor: '1:5' })
  })

  it('shows a notice until the text goes on', () => {
    const noticed = applyEvent(beginning, { __typename: 'ReplyNotice', cursor: '0:1', kind: 'RETRYING' })
    expect(noticed).toMatchObject({ notice: { kind: 'RETRYING', model: null }, cursor: '0:1' })
    expect(applyEvent(noticed, delta('0:2', 'H')).notice).toBeNull()
  })

  it('is over at the end, and says why a reply failed', () => {
    const error = { code: 'PROVIDER_TIMEOUT', message: 'Too slow.', retryable: true }
    const reply = { id: 'r1', status: 'FAILED' as const, error }
    const state = applyEvent(startOf<typeof reply>({ text: 'Hel', cursor: '0:3' }), {
      __typename: 'ReplyEnd',
      cursor: '0:4',
      reply,
    })
    expect(state).toMatchObject({ text: 'Hel', status: 'FAILED', connection: 'over', error, reply })
  })

  it('passes over an event that a newer server has and this client does not know', () => {
    const state = applyEvent(beginning, { __typename: 'ReplySurprise', cursor: '0:1' } as unknown as ReplyEvent)
    expect(state).toEqual({ ...beginning, cursor: '0:1' })
  })
})

/** A server with one finished reply, whose cursors are positions in it, and which cuts off as it is told. */
function server(text: string) {
  let sink: Sink<ReplyEvent> | undefined
  let after = 0
  return {
    source: (cursor: string | null, given: Sink<ReplyEvent>) => {
      after = cursor === null ? 0 : Number(cursor.split(':')[1])
      sink = given
      return () => void (sink = undefined)
    },
    /** Gives the next piece; the end where there is none. */
    give: (length: number) => {
      const piece = text.slice(after, after + length)
      after += piece.length || 1
      if (piece) sink?.next(delta(`0:${after}`, piece))
      else sink?.next(end(`0:${after}`))
    },
    cut: () => sink?.error(new Error('cut')),
    isOpen: () => sink !== undefined,
  }
}

describe('followReply', () => {
  it('assembles exactly the text under any schedule of pieces, cuts and reloads', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) },
      fc.constant('cut' as const),
      fc.constant('reload' as const),
      fc.constant('lost reload' as const),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.array(step, { maxLength: 40 }), (text, steps) => {
        const storage = textStorage()
        let wakeUp = (): void => {}
        let seen: ReplyState = beginning
        const one = server(text)
        const begin = (memory: ReplyMemory) =>
          followReply({
            replyId: 'r1',
            source: one.source,
            memory,
            wakeUp: (wake) => {
              wakeUp = wake
              return () => {}
            },
            onChange: (state) => {
              seen = state
              expect(text.startsWith(state.text)).toBe(true)
            },
          })
        let memory = new ReplyMemory(storage)
        let followed = begin(memory)
        for (const now of [...steps, ...Array.from({ length: text.length + 1 }, () => 9)]) {
          if (typeof now === 'number') one.give(now)
          else if (now === 'cut' && one.isOpen()) {
            one.cut()
            wakeUp()
          } else if (now !== 'cut') {
            if (seen.connection === 'over') continue
            // A page that dies writes no more: what was kept is older than what was shown, and still whole.
            if (now === 'lost reload') memory.clear()
            followed.leave()
            memory = new ReplyMemory(storage)
            followed = begin(memory)
          }
        }
        expect(seen).toMatchObject({ text, status: 'COMPLETED', connection: 'over' })
        expect(storage.getItem('parley.replies')).toBeNull()
      }),
    )
  })

  it('goes on behind what history gave it', () => {
    const afters: (string | null)[] = []
    const source = (after: string | null) => {
      afters.push(after)
      return () => {}
    }
    const start = { text: 'Hel', cursor: '0:3' }
    const followed = followReply({ replyId: 'r1', source, start, onChange: () => {} })
    expect(afters).toEqual(['0:3'])
    expect(followed.current()).toMatchObject({ text: 'Hel', status: 'STREAMING', connection: 'following' })
    expect(startOf({ ...start, status: 'PENDING' }).status).toBe('STREAMING')
    expect(startOf({ ...start, status: 'STOPPED' }).status).toBe('STOPPED')
  })

  it('throws away what it has where the server does not know its cursor, and begins anew', () => {
    const sinks: Sink<ReplyEvent>[] = []
    const source = (_after: string | null, sink: Sink<ReplyEvent>) => {
      sinks.push(sink)
      return () => {}
    }
    const memory = new ReplyMemory(textStorage())
    memory.keep('r1', { text: 'Other', cursor: 'of another server' })
    const events: (string | undefined)[] = []
    const onChange = (_: ReplyState, event: ReplyEvent | null) => events.push(event?.__typename)
    const followed = followReply({ replyId: 'r1', source, memory, onChange })
    expect(followed.current().text).toBe('Other')
    sinks[0]!.error([{ message: 'no', extensions: { code: 'BAD_USER_INPUT', retryable: false } }])
    expect(followed.current()).toMatchObject({ text: '', cursor: null, connection: 'following' })
    sinks[1]!.next(delta('0:5', 'Right'))
    expect(followed.current().text).toBe('Right')
    expect(events).toEqual(['ReplyReset', 'ReplyDelta'])
    followed.leave()
  })

  it('tells that it is reconnecting, and keeps the status apart from that', () => {
    const one = server('Hello')
    const followed = followReply({ replyId: 'r1', source: one.source, onChange: () => {} })
    one.give(2)
    one.cut()
    expect(followed.current()).toMatchObject({ text: 'He', status: 'STREAMING', connection: 'reconnecting' })
    followed.leave()
  })

  it('is over with an error and without a final status where the server refuses', () => {
    let told: ReplyState = beginning
    followReply({
      replyId: 'r1',
      source: (_after, sink) => {
        sink.error([{ message: 'Gone.', extensions: { code: 'NOT_FOUND', retryable: false } }])
        return () => {}
      },
      onChange: (state) => (told = state),
    })
    expect(told).toMatchObject({ status: 'PENDING', connection: 'over', error: { code: 'NOT_FOUND' } })
  })

  it('calls nobody any more once it was left', () => {
    let calls = 0
    let given: Sink<ReplyEvent> | undefined
    const followed = followReply({
      replyId: 'r1',
      source: (_after, sink) => {
        given = sink
        return () => {}
      },
      onChange: () => (calls += 1),
    })
    followed.leave()
    given?.next(delta('0:1', 'x'))
    given?.error(new Error('cut'))
    expect(calls).toBe(0)
  })
})
