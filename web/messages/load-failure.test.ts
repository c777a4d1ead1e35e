import { describe, expect, it } from 'vitest'
import { afterReading } from './load-failure.ts'

describe('afterReading', () => {
  it('clears the failure of the conversation that was read', () => {
    expect(afterReading('a')({ conversationId: 'a', error: 'lost' })).toBeNull()
    expect(afterReading('a')(null)).toBeNull()
  })

  it('keeps the failure of another one, whose answer came first', () => {
    const failure = { conversationId: 'b', error: 'lost' }
    expect(afterReading('a')(failure)).toBe(failure)
  })
})
