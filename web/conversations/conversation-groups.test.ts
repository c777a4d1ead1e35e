import { describe, expect, it } from 'vitest'
import { conversationGroups } from './conversation-groups.ts'

const at = (lastActiveAt: Date) => ({
  id: lastActiveAt.toISOString(),
  title: null,
  instructions: null,
  createdAt: lastActiveAt.toISOString(),
  lastActiveAt: lastActiveAt.toISOString(),
})

describe('conversationGroups', () => {
  const now = new Date(2026, 4, 20, 9, 30)

  it('counts days by the calendar and not by hours', () => {
    const groups = conversationGroups(
      [at(new Date(2026, 4, 20, 0, 1)), at(new Date(2026, 4, 19, 23, 59)), at(new Date(2026, 4, 18, 23, 59))],
      now,
    )
    expect(groups.map(({ label }) => label)).toEqual(['Today', 'Yesterday', 'Last 7 days'])
  })

  it('keeps the order and puts neighbours of one time under one heading', () => {
    const groups = conversationGroups(
      [at(new Date(2026, 4, 20, 8)), at(new Date(2026, 4, 20, 7)), at(new Date(2026, 4, 1)), at(new Date(2025, 1, 1))],
      now,
    )
    expect(groups.map(({ label, conversations }) => [label, conversations.length])).toEqual([
      ['Today', 2],
      ['Last 30 days', 1],
      ['Older', 1],
    ])
  })

  it('takes a clock that is ahead of ours for today', () => {
    expect(conversationGroups([at(new Date(2026, 4, 20, 23))], now)[0]?.label).toBe('Today')
  })
})
