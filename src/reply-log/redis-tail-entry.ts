import type { Cursor } from './cursor.ts'
import type { Mark } from './epoch-tape.ts'
import type { RedisCommand } from './redis-client.ts'
import { lengthOf, type StoredSegment } from './reply-feed.ts'

/** Entries of one stream, roughly: Redis trims whole blocks of them. */
const mostEntries = 256

/** How long a stream outlives its last refresh, should nobody be left to end it, and how long its end, in seconds. */
const openExpirySeconds = 300
const endedExpirySeconds = 60

/**
 * The stream of one reply. In a cluster the part in braces decides the node: replies of one group lie together, so that
 * one command may read several. The last digit of an id is random enough to spread them.
 */
export const streamOf = (replyId: string): string => `parley:{${replyId.slice(-1)}}:tail:${replyId}`

/**
 * An entry's id is the cursor after it. So whoever has a cursor knows where to read on, without a clock; and Redis itself
 * refuses what comes twice, or from a writer that was left behind by an epoch.
 */
export const entryId = ({ epoch, position }: Cursor): string => `${epoch}-${position}`

/** Appends a segment to its reply's stream. */
export function addSegment(replyId: string, segment: StoredSegment): RedisCommand {
  const { epoch, position, text, marks } = segment
  const id = entryId({ epoch, position: position + lengthOf(segment) })
  const fields = marks.length === 0 ? ['text', text] : ['text', text, 'marks', JSON.stringify(marks)]
  return ['XADD', streamOf(replyId), 'MAXLEN', '~', mostEntries, id, ...fields]
}

/** Says that the reply ended; the end takes a position of its own. */
export function addEnd(replyId: string, { epoch, position }: Cursor): RedisCommand {
  const id = entryId({ epoch, position: position + 1 })
  return ['XADD', streamOf(replyId), 'MAXLEN', '~', mostEntries, id, 'ended', '1']
}

export const expireOpen = (replyId: string): RedisCommand => ['EXPIRE', streamOf(replyId), openExpirySeconds]

export const expireEnded = (replyId: string): RedisCommand => ['EXPIRE', streamOf(replyId), endedExpirySeconds]

/** What an entry says: a segment, or nothing but that Postgres has more. */
export type TailEntry = { id: string } & ({ segment: StoredSegment } | { segment: undefined })

/** Entries by stream, of what XREAD answered; one that cannot be read says only that there is more. */
export function readEntries(answer: unknown): [stream: string, entries: TailEntry[]][] {
  if (answer === null) return []
  return (answer as [string, [string, string[]][]][]).map(([stream, entries]) => [
    stream,
    entries.map(([id, fields]) => ({ id, segment: segmentOf(id, fields) })),
  ])
}

function segmentOf(id: string, fields: string[]): StoredSegment | undefined {
  const [epoch, end] = id.split('-').map(Number) as [number, number]
  const text = fields[1]
  if (fields[0] !== 'text' || text === undefined) return undefined
  const marks = fields[3] === undefined ? [] : parseMarks(fields[3])
  return marks && { epoch, position: end - lengthOf({ text, marks }), text, marks }
}

function parseMarks(json: string): Mark[] | undefined {
  try {
    return JSON.parse(json) as Mark[]
  } catch {
    return undefined
  }
}
