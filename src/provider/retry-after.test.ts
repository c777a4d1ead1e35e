import { describe, expect, it } from 'vitest'
import { durationMs, longestWait, retryAfterMs, waitInText } from './retry-after.ts'

describe('retry-after', () => {
  const now = Date.parse('2030-01-01T00:00:00Z')
  it.each([
    ['2', 2000],
    ['1.5', 1500],
    ['0', 0],
    ['-5', 0],
    ['86400', 30_000],
    ['Tue, 01 Jan 2030 00:00:07 GMT', 7000],
    ['Tuesday, 01-Jan-30 00:00:07 GMT', 7000],
    ['Mon, 31 Dec 2029 23:59:59 GMT', 0],
    ['abc', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['2 Jan', undefined],
  ])('reads %j as %s ms', (value, ms) => {
    expect(retryAfterMs({ 'retry-after': value }, now)).toBe(ms)
  })

  it('prefers the exact milliseconds', () => {
    expect(retryAfterMs({ 'retry-after': '2', 'retry-after-ms': '12.4' })).toBe(12)
    expect(retryAfterMs({ 'retry-after': '2', 'retry-after-ms': 'soon' })).toBe(2000)
  })

  it('takes the first of several', () => {
    expect(retryAfterMs({ 'retry-after': ['3', '4'] })).toBe(3000)
  })
})

describe('a duration', () => {
  it.each([
    ['12ms', 12],
    ['6m0s', 360_000],
    ['1h2m3.5s', 3_723_500],
    ['58.98s', 58_980],
    ['250us', 0.25],
    ['7', 7000],
    ['-1', -1000],
    ['1741305600000', undefined],
    ['6 minutes', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %j has %s ms', (value, ms) => {
    if (ms === undefined) expect(durationMs(value)).toBeUndefined()
    else expect(durationMs(value)).toBeCloseTo(ms)
  })
})

describe('a wait in a sentence', () => {
  it.each([
    ['Please try again in 41.724s. Visit the page.', 41_724],
    ['Please try again in 120ms.', 120],
    ['Please try again in 6m0s', 360_000],
    ['Please try again later.', undefined],
    ['Please try again in a while', undefined],
  ])('%j: %s ms', (message, ms) => {
    if (ms === undefined) expect(waitInText(message)).toBeUndefined()
    else expect(waitInText(message)).toBeCloseTo(ms)
  })
})

describe('the longest of several waits', () => {
  it('is theirs within bounds, and none where nobody named one', () => {
    expect(longestWait([1, undefined, 3.4])).toBe(3)
    expect(longestWait([-1])).toBe(0)
    expect(longestWait([1e9])).toBe(30_000)
    expect(longestWait([undefined])).toBeUndefined()
  })
})
