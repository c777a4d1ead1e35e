import { badInput } from '../errors.ts'

/** A position in one reply: after `position` positions of epoch `epoch`. */
export interface Cursor {
  readonly epoch: number
  readonly position: number
}

/** Before everything: a reader with nothing yet. */
export const beginning: Cursor = { epoch: 0, position: 0 }

export const formatCursor = (cursor: Cursor): string => `${cursor.epoch}:${cursor.position}`

// Nine digits stay well inside what Postgres' integer and a JavaScript number hold exactly.
const pattern = /^(0|[1-9]\d{0,8}):(0|[1-9]\d{0,8})$/

/** The cursor that a client handed back; BAD_USER_INPUT where no reply can have issued it. */
export function parseCursor(text: string): Cursor {
  const match = pattern.exec(text)
  if (!match) throw badCursor()
  return { epoch: Number(match[1]), position: Number(match[2]) }
}

export const badCursor = () =>
  badInput('This is not a cursor of this reply. Hand back one that came with the reply or one of its events, or none.')
