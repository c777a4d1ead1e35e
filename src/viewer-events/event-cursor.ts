import { badInput } from '../errors.ts'

/** A place in one viewer's events: after the event with this sequence. */
export interface EventPlace {
  viewerId: string
  sequence: number
}

/** The viewer stands in it, so that a cursor that one viewer left in a browser is not taken for the next one's. */
export const formatEventCursor = ({ viewerId, sequence }: EventPlace): string =>
  Buffer.from(`v:${sequence}:${viewerId.slice(-12)}`).toString('base64url')

/** The sequence that a viewer's own cursor names; BAD_USER_INPUT where this viewer was never given it. */
export function parseEventCursor(text: string, viewerId: string): number {
  const decoded = text.length > 100 ? '' : Buffer.from(text, 'base64url').toString()
  const sequence = Number(/^v:(0|[1-9]\d{0,14}):/.exec(decoded)?.[1] ?? Number.NaN)
  // Decoding skips what it does not know; only what encodes back to the same text is ours.
  if (Number.isNaN(sequence) || formatEventCursor({ viewerId, sequence }) !== text) throw badEventCursor()
  return sequence
}

export const badEventCursor = () =>
  badInput('This is not a cursor of your events. Hand back one that came with them, or that of viewer.eventCursor.')
