import { describe, expect, it } from 'vitest'
import { alternatingTurns } from './alternating-turns.ts'
import type { Turn } from './provider.ts'

const user = (text: string): Turn => ({ role: 'user', text })
const assistant = (text: string): Turn => ({ role: 'assistant', text })

describe('alternating turns', () => {
  it('join neighbours of one role', () => {
    expect(alternatingTurns([user('a'), user('b'), assistant('c'), assistant('d'), user('e')])).toEqual([
      user('a\n\nb'),
      assistant('c\n\nd'),
      user('e'),
    ])
  })

  it('leave out what is empty, and join what that brings together', () => {
    expect(alternatingTurns([user('a'), assistant(' '), user('b')])).toEqual([user('a\n\nb')])
  })

  it('begin with the user', () => {
    expect(alternatingTurns([assistant('a'), user('b')])).toEqual([user('b')])
  })

  it('change nothing of what they were made from', () => {
    const turns = [user('a'), user('b')]
    alternatingTurns(turns)
    expect(turns).toEqual([user('a'), user('b')])
  })
})
