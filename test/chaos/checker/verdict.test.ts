import { describe, expect, it } from 'vitest'
import { answerPieces } from '../cluster/reply-plan.ts'
import { History, type Evidence, type ModelRequest, type Observation } from './records.ts'
import { timesOf } from './times.ts'
import { violationsIn } from './verdict.ts'

const plan = { tag: 'a1', pieces: 6, paceMs: 0 }
const text = 'Please answer. [[a1 pieces=6 pace=0]]'
const [first, second] = [answerPieces(0, plan), answerPieces(1, plan)]
const whole = first.join('')

function request(ordinal: number, more: Partial<ModelRequest> = {}): ModelRequest {
  const said = answerPieces(ordinal, plan).join('')
  return {
    ...{ tag: 'a1', ordinal, node: `node-${ordinal}`, arrivedAt: 20 + 100 * ordinal, text: said },
    ...{ firstDeltaAt: 30 + 100 * ordinal, closedAt: 60 + 100 * ordinal, finished: true },
    ...more,
  }
}

const told = (event: Observation['event'], at = 50): Observation => {
  return { reader: 'r', replyId: 'reply', node: 'node-0', at, event }
}
const delta = (piece: string, at?: number) => told({ type: 'delta', text: piece, cursor: 'c' }, at)
const end = (said = whole, at?: number) => told({ type: 'end', status: 'COMPLETED', text: said, cursor: 'c' }, at)

/** One message that was sent, answered and read, and nothing wrong with any of it. */
function evidence(change: (all: Evidence & { history: History }) => void = () => undefined): Evidence {
  const history = new History()
  const when = { node: 'node-0', invokedAt: 0, endedAt: 10, outcome: 'ok' as const }
  const answer = { conversationId: 'conversation', messageId: 'message', replyId: 'reply' }
  history.sends.push({ ...when, viewer: 'v', conversationId: 'conversation', key: 'w-0', text, answer })
  history.observations.push(...first.map((piece) => delta(piece)), end())
  const reply = { id: 'reply', status: 'COMPLETED', text: whole, errorCode: undefined }
  const message = { id: 'message', viewer: 'v', conversationId: 'conversation', key: 'w-0', text, replies: [reply] }
  const all = {
    history,
    requests: [request(0)],
    messages: [message],
    attempts: [{ replyId: 'reply', status: 'completed' }],
  }
  change(all)
  return all
}

const kinds = (all: Evidence) => [...new Set(violationsIn(all).map(({ kind, promise }) => `${promise} ${kind}`))]

describe('the checker', () => {
  it('has nothing to say where nothing is wrong', () => {
    expect(violationsIn(evidence())).toEqual([])
  })

  it('takes text that goes on under a second writer, and one that begins anew', () => {
    const half = first.slice(0, 3).join('')
    const both = (all: Evidence & { history: History }, final: string) => {
      Object.assign(all, { requests: [request(0, { finished: false }), request(1)] })
      Object.assign(all, { attempts: ['unknown', 'completed'].map((status) => ({ replyId: 'reply', status })) })
      all.messages[0]!.replies[0]!.text = final
      all.history.observations.length = 0
    }
    const continued = half + second.join('')
    expect(
      violationsIn(
        evidence((all) => {
          both(all, continued)
          all.history.observations.push(delta(half), delta(second.join('')), end(continued))
        }),
      ),
    ).toEqual([])
    expect(
      violationsIn(
        evidence((all) => {
          both(all, second.join(''))
          const reset = told({ type: 'reset', cursor: 'c' })
          all.history.observations.push(delta(half), reset, delta(second.join('')), end(second.join('')))
        }),
      ),
    ).toEqual([])
  })

  it.each<[string, string, (all: Evidence & { history: History }) => void]>([
    ['an acknowledged message that is gone', 'G1 lost', (all) => Object.assign(all, { messages: [] })],
    [
      'two messages of one key',
      'G3 doubled',
      (all) => Object.assign(all, { messages: [...all.messages, { ...all.messages[0]!, id: 'other' }] }),
    ],
    ['two replies to one message', 'G3 doubled', (all) => all.messages[0]!.replies.push(all.messages[0]!.replies[0]!)],
    [
      'a used key taken with another content',
      'G4 wrong',
      (all) => all.history.sends.push({ ...all.history.sends[0]!, text: 'other' }),
    ],
    ['a reply that stays open', 'G7 stuck', (all) => (all.messages[0]!.replies[0]!.status = 'STREAMING')],
    [
      'a reply that failed as a bug',
      'G22 wrong',
      (all) => Object.assign(all.messages[0]!.replies[0]!, { status: 'FAILED', errorCode: 'INTERNAL' }),
    ],
    [
      'a reply that was given up although the model would have gone on',
      'G7 wrong',
      (all) => Object.assign(all.messages[0]!.replies[0]!, { status: 'FAILED', errorCode: 'REPLY_INTERRUPTED' }),
    ],
    ['a missing piece', 'G8 lost', (all) => all.history.observations.splice(2, 1)],
    ['a piece told twice', 'G8 doubled', (all) => all.history.observations.splice(2, 0, all.history.observations[2]!)],
    [
      'pieces that change places',
      'G8 lost',
      (all) => all.history.observations.splice(2, 2, all.history.observations[3]!, all.history.observations[2]!),
    ],
    [
      'half a sign',
      'G5 wrong',
      (all) => all.history.observations.splice(1, 1, ...[...'\ud83d\ude42'.split('')].map((half) => delta(half))),
    ],
    ['an end without the last piece', 'G5 lost', (all) => all.history.observations.splice(5, 1)],
    ['no end', 'G5 stuck', (all) => all.history.observations.pop()],
    [
      'a reader that was told nothing',
      'G5 stuck',
      (all) => all.history.observations.splice(0, Infinity, told({ type: 'given-up' })),
    ],
    ['two ends', 'G7 doubled', (all) => all.history.observations.push(end())],
    ['text after the end', 'G7 doubled', (all) => all.history.observations.push(delta('x'))],
    [
      'an end that says something else than history',
      'G7 wrong',
      (all) => (all.messages[0]!.replies[0]!.status = 'FAILED'),
    ],
    [
      'a reader that is refused',
      'G5 stuck',
      (all) => all.history.observations.push(told({ type: 'refused', code: 'BAD_USER_INPUT' })),
    ],
    ['a request without its attempt', 'G10 wrong', (all) => Object.assign(all, { attempts: [] })],
    [
      'an attempt too many',
      'G10 wrong',
      (all) =>
        Object.assign(all, { attempts: Array.from({ length: 4 }, () => ({ replyId: 'reply', status: 'unknown' })) }),
    ],
    [
      'an attempt that stays open',
      'G10 wrong',
      (all) => Object.assign(all, { attempts: [{ replyId: 'reply', status: 'open' }] }),
    ],
  ])('notices %s', (_, expected, change) => {
    expect(kinds(evidence(change))).toContain(expected)
  })

  it('notices what is wrong with readings and with stops', () => {
    const when = { node: 'node-1', invokedAt: 20, endedAt: 30, outcome: 'ok' as const }
    const read = { ...when, viewer: 'v', conversationId: 'conversation' }
    const stop = { ...when, replyId: 'reply', status: 'STOPPED', text: whole }
    expect(kinds(evidence(({ history }) => history.reads.push({ ...read, messageIds: [] })))).toEqual(['G14 lost'])
    expect(kinds(evidence(({ history }) => history.reads.push({ ...read, messageIds: ['x'] })))).toContain('G12 wrong')
    expect(kinds(evidence(({ history }) => history.stops.push(stop)))).toEqual(['G11 wrong'])
    const completed = { ...stop, status: 'COMPLETED' }
    const streaming = evidence((all) => {
      all.history.stops.push(completed)
      Object.assign(all, { requests: [request(0, { closedAt: 60_000 })] })
    })
    expect(kinds(streaming)).toEqual(['G11 wrong'])
  })

  it('reads from the records how long a recovery took', () => {
    const all = evidence(({ history }) => {
      history.faults.push({ at: 40, kind: 'kill', node: 'node-0' })
      history.observations.length = 0
      history.observations.push(delta(first[0]!, 35), delta(first[1]!, 90), delta(second[0]!, 135), end(whole, 160))
    })
    expect(timesOf({ ...all, requests: [request(0, { closedAt: 41, finished: false }), request(1)] }).recovery).toEqual(
      [95],
    )
    // The next writer died as well before it told anything: that is counted from its own death.
    all.history.faults.push({ at: 125, kind: 'kill', node: 'node-1' })
    const three = [
      request(0, { closedAt: 41, finished: false }),
      request(1, { closedAt: 126, finished: false }),
      request(2),
    ]
    all.history.observations.splice(2, 1)
    expect(timesOf({ ...all, requests: three }).recovery).toEqual([35])
  })
})
