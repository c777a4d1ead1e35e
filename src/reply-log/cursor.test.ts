import { describe, expect, it } from 'vitest'
import { formatCursor, parseCursor } from './cursor.ts'

describe('a cursor', () => {
  it('comes back as it went out', () => {
    for (const cursor of [
      { epoch: 0, position: 0 },
      { epoch: 12, position: 345_678 },
    ]) {
      expect(parseCursor(formatCursor(cursor))).toEqual(cursor)
    }
  })

  it.each([
    '',
    ':',
    '1',
    '1:',
    ':1',
    '-1:0',
    '01:1',
    '1:1.5',
    '1:1 ',
    '1e3:1',
    '9999999999:0',
    '0:0\n',
    '٣:٣',
    '0:1:2',
  ])('is refused where no reply can have issued it: %j', (text) => {
    expect(() => parseCursor(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
  })
})
