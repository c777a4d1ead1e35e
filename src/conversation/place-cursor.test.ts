import { describe, expect, it } from 'vitest'
import { conversationCursor, conversationPlace, messageCursor, messagePlace } from './place-cursor.ts'

const place = { lastActiveAt: new Date('2026-01-02T03:04:05.678Z'), id: '0197b1c2-0000-7000-8000-000000000001' }

describe('cursors of lists', () => {
  it('come back as they went out', () => {
    expect(messagePlace(messageCursor(42))).toBe(42)
    expect(conversationPlace(conversationCursor(place))).toEqual(place)
  })

  it.each([
    '',
    'x',
    '!!!',
    Buffer.from('m:x').toString('base64url'),
    `${messageCursor(4)}=`,
    ` ${messageCursor(4)}`,
    conversationCursor(place),
    'a'.repeat(10_000),
  ])('are refused where the list of messages never issued them: %j', (cursor) => {
    expect(() => messagePlace(cursor)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
  })

  it.each(['', messageCursor(4), Buffer.from('c:1:not-a-uuid').toString('base64url')])(
    'are refused where the list of conversations never issued them: %j',
    (cursor) => {
      expect(() => conversationPlace(cursor)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
    },
  )
})
