import { describe, expect, it } from 'vitest'
import { formatEventCursor, parseEventCursor } from './event-cursor.ts'

const viewerId = '0197b1c2-0000-7000-8000-0123456789ab'
const cursor = formatEventCursor({ viewerId, sequence: 42 })

describe("the cursor of a viewer's events", () => {
  it('comes back as it went out', () => {
    for (const sequence of [0, 1, 42, 123_456_789_012_345]) {
      expect(parseEventCursor(formatEventCursor({ viewerId, sequence }), viewerId)).toBe(sequence)
    }
  })

  it('is refused where another viewer was given it', () => {
    const other = '0197b1c2-0000-7000-8000-0123456789ac'
    expect(() => parseEventCursor(cursor, other)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
  })

  it.each([
    '',
    'x',
    '0:0',
    `${cursor}=`,
    ` ${cursor}`,
    Buffer.from(`v:-1:${viewerId.slice(-12)}`).toString('base64url'),
    Buffer.from(`v:01:${viewerId.slice(-12)}`).toString('base64url'),
    Buffer.from(`v:1234567890123456:${viewerId.slice(-12)}`).toString('base64url'),
    'a'.repeat(10_000),
  ])('is refused where nobody was given it: %j', (text) => {
    expect(() => parseEventCursor(text, viewerId)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
  })
})
