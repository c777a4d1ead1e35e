import { describe, expect, it } from 'vitest'
import { titleOf } from './title.ts'

describe('the first title', () => {
  it('is the message where it is short, on one line', () => {
    expect(titleOf('  Why is\nthe sky  blue? ')).toBe('Why is the sky blue?')
  })

  it('is cut between words', () => {
    const title = titleOf('Explain the difference between optimistic and pessimistic locking in databases')
    expect(title).toBe('Explain the difference between optimistic and pessimistic…')
  })

  it('never cuts a character in half', () => {
    const title = titleOf('😀'.repeat(100))
    expect(title.isWellFormed()).toBe(true)
    expect(Array.from(title)).toHaveLength(60)
  })
})
