import { describe, expect, it } from 'vitest'
import { holdsWithin } from './holds-within.ts'

describe('holdsWithin', () => {
  it('is true as soon as the condition holds, and asks no more', async () => {
    let asked = 0
    expect(await holdsWithin(() => ++asked === 3, { withinMs: 5_000, everyMs: 1 })).toBe(true)
    expect(asked).toBe(3)
  })

  it('asks once even when no time is given', async () => {
    expect(await holdsWithin(() => Promise.resolve(true), { withinMs: 0 })).toBe(true)
  })

  it('is false when the time is up', async () => {
    expect(await holdsWithin(() => false, { withinMs: 10, everyMs: 1 })).toBe(false)
  })

  it('throws the reason of the signal', async () => {
    const controller = new AbortController()
    const wait = holdsWithin(() => controller.abort(new Error('enough')) === null, {
      withinMs: 5_000,
      signal: controller.signal,
    })
    await expect(wait).rejects.toThrow('enough')
  })
})
