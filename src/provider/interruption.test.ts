import { describe, expect, it } from 'vitest'
import { faultOf } from './faults.ts'
import { asInterruption } from './interruption.ts'

describe('a fault after the first text', () => {
  it('interrupts the reply, and keeps what may be done about it and why', () => {
    const fault = faultOf('rateLimited', 'lab', { status: 429, retryAfterMs: 7 })
    expect(asInterruption(fault, 'lab')).toMatchObject({
      code: 'REPLY_INTERRUPTED',
      kind: 'transient',
      retry: 'yes',
      fallback: 'yes',
      breaker: 'ignore',
      status: 429,
      retryAfterMs: 7,
      mayHaveRun: true,
      cause: fault,
    })
  })

  it('stays what it is where the content was refused or the reply is interrupted already', () => {
    for (const fault of [faultOf('blocked', 'lab'), faultOf('endlessReply', 'lab')]) {
      expect(asInterruption(fault, 'lab')).toBe(fault)
    }
  })
})
