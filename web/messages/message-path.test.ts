import { describe, expect, it } from 'vitest'
import type { MessageFieldsFragment, ReplyFieldsFragment } from '../generated/graphql.ts'
import { messagePath } from './message-path.ts'

const reply = (id: string): ReplyFieldsFragment => ({
  id,
  status: 'COMPLETED',
  text: id,
  cursor: '1:2',
  model: null,
  finishReason: 'STOP',
  usage: null,
  error: null,
  createdAt: '2026-01-01T00:00:00Z',
  endedAt: null,
})

interface Turn {
  after?: string
  replies?: string[]
  inUse?: string
}

const message = (id: string, { after, replies = [], inUse = replies.at(-1) }: Turn = {}): MessageFieldsFragment => ({
  id,
  text: id,
  createdAt: '2026-01-01T00:00:00Z',
  clientMessageId: null,
  afterReplyId: after ?? null,
  reply: inUse ? { id: inUse } : null,
  replies: replies.map(reply),
})

const ids = (path: ReturnType<typeof messagePath>) => path.map((step) => [step.message.id, step.reply?.id])

describe('messagePath', () => {
  const first = message('m1', { replies: ['a', 'b'], inUse: 'a' })
  const second = message('m2', { after: 'a', replies: ['c'] })

  it('is empty where nothing was said', () => {
    expect(messagePath([])).toEqual([])
  })

  it('follows the reply in use from message to message', () => {
    expect(ids(messagePath([first, second]))).toEqual([
      ['m1', 'a'],
      ['m2', 'c'],
    ])
  })

  it('ends at a reply after which nothing was said', () => {
    const flipped = { ...first, reply: { id: 'b' } }
    expect(ids(messagePath([flipped, second]))).toEqual([['m1', 'b']])
  })

  it('shows the newest wording of a turn, or the one that was chosen', () => {
    const edited = message('m3', { after: 'a', replies: ['d'] })
    const all = [first, second, edited]
    expect(ids(messagePath(all)).at(-1)).toEqual(['m3', 'd'])
    expect(ids(messagePath(all, { a: 'm2' })).at(-1)).toEqual(['m2', 'c'])
    expect(messagePath(all)[1]?.versions).toEqual(['m2', 'm3'])
  })

  it('ignores a choice that is not loaded', () => {
    expect(ids(messagePath([first, second], { a: 'gone' })).at(-1)).toEqual(['m2', 'c'])
  })

  it('starts a page at the branch that leads to its newest message', () => {
    const stray = message('m4', { after: 'not loaded', replies: ['e'] })
    const page = [stray, message('m5', { after: 'x', replies: ['f'] }), message('m6', { after: 'f', replies: ['g'] })]
    expect(ids(messagePath(page))).toEqual([
      ['m5', 'f'],
      ['m6', 'g'],
    ])
  })

  it('takes the newest reply where none is in use, and stands a message without any', () => {
    expect(ids(messagePath([{ ...first, reply: null }]))).toEqual([['m1', 'b']])
    expect(ids(messagePath([message('m7')]))).toEqual([['m7', undefined]])
  })
})
