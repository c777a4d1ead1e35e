import type { Cursor } from './cursor.ts'
import { EpochTape, type Mark } from './epoch-tape.ts'
import type { Lineage } from './lineage.ts'
import type { KeptReply, Lease, RunPlace } from './reply-log.ts'
import { ReplyFeed, type StoredSegment } from './reply-feed.ts'

/** Whatever runs SQL: a data source, a transaction. */
export interface Database {
  query<Row>(sql: string, parameters: unknown[]): Promise<Row[]>
}

/** Where followers listen. The payload names the replies, separated by commas; a hint only, it may be lost. */
export const replyLogChannel = 'parley_reply_log'

/** Replies in one statement: their ids still fit into one NOTIFY, whose payload holds 8,000 bytes. */
export const mostRepliesAtOnce = 200

export interface LeasedSegment extends StoredSegment {
  lease: Lease
  place: RunPlace | null
}

// FOR SHARE waits for a takeover or settle that is under way and then looks again: a late writer's fence no longer fits.
const writeStatement = `
  WITH batch AS (
    SELECT * FROM json_to_recordset($1::json)
      AS b (reply_id uuid, fence int, epoch int, position int, text text, marks jsonb, place jsonb)
  ), held AS (
    SELECT reply.id, reply.fence FROM reply JOIN batch ON batch.reply_id = reply.id AND batch.fence = reply.fence
    WHERE reply.status IN ('pending', 'streaming')
    ORDER BY reply.id
    FOR SHARE OF reply
  ), written AS (
    INSERT INTO reply_segment (reply_id, epoch, position, text, marks, place)
    SELECT reply_id, epoch, position, text, marks, place FROM batch
    WHERE (reply_id, fence) IN (SELECT id, fence FROM held)
    ON CONFLICT (reply_id, epoch, position)
      DO UPDATE SET text = excluded.text, marks = excluded.marks, place = excluded.place
    RETURNING reply_id
  )
  SELECT json_agg(reply_id) AS "written", pg_notify('${replyLogChannel}', string_agg(DISTINCT reply_id::text, ','))
  FROM written`

/** Stores the segments of at most `mostRepliesAtOnce` replies in one statement; one that is stored already may come again. The ids of those whose lease still holds (L4); the rest changed nothing. */
export async function writeSegments(database: Database, segments: readonly LeasedSegment[]): Promise<Set<string>> {
  const batch = segments.map(({ lease, text, ...segment }) => ({
    reply_id: lease.replyId,
    fence: lease.fence,
    // JSON could hold half a surrogate pair, which Postgres refuses, and the text of all other replies with it.
    text: text.toWellFormed(),
    ...segment,
  }))
  // One value in place of arrays: the driver would write and read each of their elements by itself, character by character.
  const [row] = await database.query<{ written: string[] | null }>(writeStatement, [JSON.stringify(batch)])
  return new Set(row?.written)
}

/** What Postgres knows of a reply after a cursor. */
export interface StoredReply {
  epoch: number
  lineage: Lineage
  /** All of it, where it is settled. */
  settled: EpochTape | undefined
  /** Segments at or after the cursor, in order, where it is open. */
  segments: StoredSegment[]
}

interface StoredRow {
  id: string
  row_epoch: number
  row_text: string | null
  row_marks: Mark[]
  lineage: Lineage
  epoch: number | null
  position: number
  text: string
  marks: Mark[]
}

// One statement, so one snapshot: a reply that settles meanwhile is either wholly open here or wholly settled.
const readStatement = `
  SELECT reply.id, reply.epoch AS row_epoch, reply.text AS row_text, reply.marks AS row_marks,
         reply.lineage, segment.epoch, segment.position, segment.text, segment.marks
  FROM unnest($1::uuid[], $2::int[], $3::int[]) AS wanted (id, epoch, position)
  JOIN reply ON reply.id = wanted.id
  LEFT JOIN reply_segment segment
    ON segment.reply_id = reply.id AND segment.epoch = reply.epoch AND reply.text IS NULL
   AND (segment.epoch, segment.position) >= (wanted.epoch, wanted.position)
  ORDER BY reply.id, segment.epoch, segment.position`

/** What is stored of each reply after its cursor, in one statement; a reply that is gone is missing. */
export async function readReplies(
  database: Database,
  wanted: ReadonlyMap<string, Cursor>,
): Promise<Map<string, StoredReply>> {
  const cursors = [...wanted.values()]
  const rows = await database.query<StoredRow>(readStatement, [
    [...wanted.keys()],
    cursors.map(({ epoch }) => epoch),
    cursors.map(({ position }) => position),
  ])
  const replies = new Map<string, StoredReply>()
  for (const row of rows) {
    const settled = row.row_text === null ? undefined : EpochTape.of(row.row_epoch, row.row_text, row.row_marks)
    const { row_epoch: epoch, lineage } = row
    const reply = replies.get(row.id) ?? { epoch, lineage, settled, segments: [] }
    if (row.epoch !== null) reply.segments.push({ ...row, epoch: row.epoch })
    replies.set(row.id, reply)
  }
  return replies
}

interface KeptRow {
  row_epoch: number
  lineage: Lineage
  position: number | null
  text: string
  marks: Mark[]
  place: RunPlace | null
}

const keptStatement = `
  SELECT reply.epoch AS row_epoch, reply.lineage, segment.position, segment.text, segment.marks, segment.place
  FROM reply
  LEFT JOIN reply_segment segment ON segment.reply_id = reply.id AND segment.epoch = reply.epoch
  WHERE reply.id = $1 AND reply.text IS NULL
  ORDER BY segment.position`

/** All that is stored of an open reply; undefined where it is settled or gone. */
export async function readKept(database: Database, replyId: string): Promise<KeptReply | undefined> {
  const rows = await database.query<KeptRow>(keptStatement, [replyId])
  const [first] = rows
  if (!first) return undefined
  // By way of a feed: it takes what overlaps once.
  const feed = new ReplyFeed(false)
  feed.enterEpoch(first.row_epoch, first.lineage)
  let place: RunPlace | undefined
  for (const { position, ...row } of rows) {
    if (position === null || !feed.appendSegment({ ...row, epoch: row.row_epoch, position })) break
    place = row.place ?? place
  }
  return { tape: feed.tape, lineage: first.lineage, place }
}
