import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { EndedReplies } from './ended-replies.ts'
import type { ReplyEntity } from '../reply/reply.entity.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const found = (id: string) => ({ id }) as ReplyEntity

it('looks once for all who ask at about the same time, and again later', async () => {
  const asked: string[] = []
  const replies = new EndedReplies(async (id) => (asked.push(id), found(id)))
  const [one, other] = await Promise.all([replies.load('a'), replies.load('a')])
  expect(one).toBe(other)
  expect(await replies.load('a')).toBe(one)
  await replies.load('b')
  expect(asked).toEqual(['a', 'b'])
  await vi.advanceTimersByTimeAsync(5_000)
  await replies.load('a')
  expect(asked).toEqual(['a', 'b', 'a'])
})

it('keeps no failure: who asks next looks again', async () => {
  const answers = [() => Promise.reject(new Error('away')), () => Promise.resolve(found('a'))]
  const replies = new EndedReplies(() => answers.shift()!())
  await expect(replies.load('a')).rejects.toThrow('away')
  expect(await replies.load('a')).toEqual({ id: 'a' })
})
