import { describe, expect, it } from 'vitest'
import { faultNameOfStatus, faultOf } from './faults.ts'

describe('a fault', () => {
  it('names the provider and where its key is set', () => {
    expect(faultOf('wrongKey', 'openai').message).toContain('OPENAI_API_KEY')
    expect(faultOf('wrongKey', 'my-lab').message).toContain('MY_LAB_API_KEY')
  })

  it('is retryable for the reader exactly where it is transient', () => {
    expect(faultOf('rateLimited', 'lab').retryable).toBe(true)
    expect(faultOf('quotaUnclear', 'lab').retryable).toBe(true)
    expect(faultOf('quota', 'lab').retryable).toBe(false)
    expect(faultOf('nothingButThoughts', 'lab').retryable).toBe(false)
  })

  it('forgets a delay after which nothing would be better', () => {
    expect(faultOf('quota', 'lab', { retryAfterMs: 5 }).retryAfterMs).toBeUndefined()
    expect(faultOf('rateLimited', 'lab', { retryAfterMs: 5 }).retryAfterMs).toBe(5)
  })
})

describe('a status', () => {
  it('always means something, whatever its number', () => {
    for (let status = 100; status < 1000; status += 1)
      expect(faultOf(faultNameOfStatus(status), 'lab')).toBeInstanceOf(Error)
  })
})
