import type { EntityManager } from 'typeorm'
import { recordChange, viewerEventsChannel } from './record-events.ts'
import type { ViewerEventKind } from './viewer-event.entity.ts'

/** Something that happened: what kind of thing, and to what. */
export interface NewViewerEvent {
  kind: ViewerEventKind
  conversationId: string
  messageId?: string
  replyId?: string
}

/** Something that happened, at its place in the viewer's sequence. */
export interface StoredViewerEvent {
  sequence: number
  kind: ViewerEventKind
  conversationId: string
  messageId: string | null
  replyId: string | null
}

/** What is kept after a place in a viewer's sequence, at most a page of it. */
export interface StoredEvents {
  /** The sequence of the newest event there ever was; 0 where there was none. */
  newest: number
  events: StoredViewerEvent[]
}

const recordStatement = `
  WITH change AS (
    SELECT $1::uuid AS viewer_id, *
    FROM unnest($2::text[], $3::uuid[], $4::uuid[], $5::uuid[])
      WITH ORDINALITY AS made (kind, conversation_id, message_id, reply_id, place)
  ), ${recordChange}
  SELECT newest FROM counter`

// One statement, so one snapshot: what `newest` says is there is either among the events or no longer kept.
const pageStatement = `
  SELECT counter.newest, event.sequence, event.kind, event.conversation_id AS "conversationId",
         event.message_id AS "messageId", event.reply_id AS "replyId"
  FROM viewer_event_counter counter
  LEFT JOIN LATERAL (
    SELECT * FROM viewer_event
    WHERE viewer_id = counter.viewer_id AND sequence > $2
    ORDER BY sequence LIMIT $3
  ) event ON true
  WHERE counter.viewer_id = $1
  ORDER BY event.sequence`

interface PageRow extends Omit<StoredViewerEvent, 'sequence'> {
  newest: string
  sequence: string | null
}

/** Of the advisory lock that lets one process remove old events at a time; any number will do, as long as it never changes. */
const removalLock = 4_207_219

// The lock is asked for first, and given back with the statement.
const alone = `(SELECT pg_try_advisory_xact_lock(${removalLock}))`

const removeAgedStatement = `
  WITH old AS (
    SELECT viewer_id, sequence FROM viewer_event
    WHERE ${alone} AND created_at < now() - make_interval(days => $1)
    ORDER BY created_at, sequence LIMIT $2
  ), removed AS (
    DELETE FROM viewer_event event USING old
    WHERE event.viewer_id = old.viewer_id AND event.sequence = old.sequence RETURNING 1
  )
  SELECT count(*) AS count FROM removed`

const removeSurplusStatement = `
  WITH surplus AS (
    SELECT event.viewer_id, event.sequence FROM viewer_event_counter counter
    CROSS JOIN LATERAL (
      SELECT viewer_id, sequence FROM viewer_event
      WHERE viewer_id = counter.viewer_id AND sequence <= counter.newest - $1
      ORDER BY sequence LIMIT $2
    ) event
    WHERE ${alone} AND counter.newest > $1
    LIMIT $2
  ), removed AS (
    DELETE FROM viewer_event event USING surplus
    WHERE event.viewer_id = surplus.viewer_id AND event.sequence = surplus.sequence RETURNING 1
  )
  SELECT count(*) AS count FROM removed`

/** The sequences of what happened to viewers. */
export class ViewerEventStore {
  constructor(private readonly manager: EntityManager) {}

  /**
   * Records what a transaction did, as its last statement. Until its commit no other transaction records for the same
   * viewer, so sequences have no gaps and stand in the order of commits. Answers the newest.
   */
  async record(viewerId: string, events: readonly NewViewerEvent[]): Promise<number> {
    const [row] = await this.manager.query<{ newest: string }[]>(recordStatement, [
      viewerId,
      events.map(({ kind }) => kind),
      events.map(({ conversationId }) => conversationId),
      events.map(({ messageId }) => messageId ?? null),
      events.map(({ replyId }) => replyId ?? null),
    ])
    return Number(row?.newest)
  }

  /** At most `limit` events after a place, in order. */
  async after(viewerId: string, sequence: number, limit: number): Promise<StoredEvents> {
    const rows = await this.manager.query<PageRow[]>(pageStatement, [viewerId, sequence, limit])
    return {
      newest: Number(rows[0]?.newest ?? 0),
      events: rows.flatMap(({ newest: _, ...row }) =>
        row.sequence === null ? [] : [{ ...row, sequence: Number(row.sequence) }],
      ),
    }
  }

  /** The newest sequence of each viewer that has any. */
  async newest(viewerIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.manager.query<{ viewerId: string; newest: string }[]>(
      'SELECT viewer_id AS "viewerId", newest FROM viewer_event_counter WHERE viewer_id = ANY ($1::uuid[])',
      [viewerIds],
    )
    return new Map(rows.map(({ viewerId, newest }) => [viewerId, Number(newest)]))
  }

  /** Tells the other processes. */
  async notify(payload: string): Promise<void> {
    await this.manager.query('SELECT pg_notify($1, $2)', [viewerEventsChannel, payload])
  }

  /** Removes events older than this, at most `limit`, the oldest first; none where another process is at it. Answers how many. */
  removeAged(days: number, limit: number): Promise<number> {
    return this.#remove(removeAgedStatement, [days, limit])
  }

  /** Removes each viewer's oldest events beyond their newest `keep`, at most `limit`; none where another process is at it. Answers how many. */
  removeSurplus(keep: number, limit: number): Promise<number> {
    return this.#remove(removeSurplusStatement, [keep, limit])
  }

  async #remove(statement: string, parameters: number[]): Promise<number> {
    const [row] = await this.manager.query<{ count: string }[]>(statement, parameters)
    return Number(row?.count)
  }
}
