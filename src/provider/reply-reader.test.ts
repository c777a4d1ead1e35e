import { describe, expect, it } from 'vitest'
import { sumOfCounts, tokenCount } from './reply-reader.ts'

describe('a count of tokens', () => {
  it('is unknown where the vendor did not count', () => {
    for (const value of [undefined, null, 0, -1, 1.5, '7', Number.NaN]) expect(tokenCount(value)).toBeUndefined()
    expect(tokenCount(7)).toBe(7)
  })

  it('sums up what was told', () => {
    expect(sumOfCounts(7, undefined, 2)).toBe(9)
    expect(sumOfCounts(undefined, 0)).toBeUndefined()
  })
})
