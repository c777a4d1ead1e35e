import { validate as isUuid } from 'uuid'
import { badInput } from '../errors.ts'
import type { ConversationPlace } from './conversation-store.ts'

const encode = (text: string) => Buffer.from(text).toString('base64url')
const decode = (cursor: string) => Buffer.from(cursor, 'base64url').toString()

// base64url decoding skips what it does not know; only a cursor that encodes back to itself is one of ours.
function decodeExactly(cursor: string): string {
  const text = cursor.length > 100 ? '' : decode(cursor)
  if (encode(text) !== cursor) throw badCursor()
  return text
}

const badCursor = () => badInput('This is not a cursor of this list. Hand back one from its edges or pageInfo.')

/** The cursor of a message in its conversation. */
export const messageCursor = (position: number): string => encode(`m:${position}`)

export function messagePlace(cursor: string): number {
  const match = /^m:(0|[1-9]\d{0,8})$/.exec(decodeExactly(cursor))
  if (!match) throw badCursor()
  return Number(match[1])
}

/** The cursor of a conversation in its viewer's list. */
export const conversationCursor = ({ lastActiveAt, id }: ConversationPlace): string =>
  encode(`c:${lastActiveAt.getTime()}:${id}`)

export function conversationPlace(cursor: string): ConversationPlace {
  const [, time, id] = /^c:(\d{1,14}):([0-9a-f-]{36})$/.exec(decodeExactly(cursor)) ?? []
  if (time === undefined || !isUuid(id)) throw badCursor()
  return { lastActiveAt: new Date(Number(time)), id: id as string }
}
