import type { EntityManager } from 'typeorm'
import type { Lease } from '../reply-log/reply-log.ts'

/** How long a writer may be silent before another process takes its replies over, in milliseconds. */
export const leaseMs = 3_000

/** How long a process that is full leaves a dead writer's reply to others, in milliseconds. */
const leftForOthersMs = 5_000

/** What a process takes over at once. */
export interface TakeOver {
  limit: number
  /** Whether it could write them at once. */
  hasRoom: boolean
  /** Those that it writes itself: the next heartbeat renews their leases, if late. */
  except: readonly string[]
}

/** A reply whose writer died, now ours. */
export interface TakenOverReply extends Lease {
  messageId: string
  viewerId: string
  /** `provider/model` that was asked last. */
  model: string
  attempts: number
  stopRequested: boolean
}

/** What a heartbeat found of the leases it renewed. */
export interface Heartbeat {
  held: Set<string>
  stopRequested: string[]
}

const expiry = `clock_timestamp() + interval '${leaseMs} milliseconds'`

// Expiry is by the database's clock alone: processes need not agree on the time.
// Locked in the order of ids, as a flush locks them too: two orders would be a deadlock now and then.
const heldRows = `
  WITH held AS (
    SELECT reply.id FROM reply
    JOIN unnest($1::uuid[], $2::int[]) AS lease (id, fence) ON reply.id = lease.id AND reply.fence = lease.fence
    WHERE reply.status IN ('pending', 'streaming')
    ORDER BY reply.id
    FOR NO KEY UPDATE OF reply
  )`

const renewStatement = `
  ${heldRows}
  UPDATE reply SET lease_expires_at = ${expiry}
  FROM held WHERE reply.id = held.id
  RETURNING reply.id, reply.stop_requested_at IS NOT NULL AS "stopRequested"`

// A process that is full takes only what is to be stopped, and what nobody with room has taken in good time.
// Only the fence rises: whether the text goes on in the same epoch is for the new writer to decide.
const takeOverStatement = `
  UPDATE reply
  SET fence = fence + 1, writer_id = $1, lease_expires_at = ${expiry}
  FROM message
  WHERE message.id = reply.message_id AND reply.id IN (
    SELECT id FROM reply
    WHERE status IN ('pending', 'streaming') AND lease_expires_at < clock_timestamp() AND id <> ALL ($3::uuid[])
      AND ($4 OR stop_requested_at IS NOT NULL
        OR lease_expires_at < clock_timestamp() - interval '${leftForOthersMs} milliseconds')
    ORDER BY lease_expires_at
    LIMIT $2
    FOR UPDATE SKIP LOCKED
  )
  RETURNING reply.id AS "replyId", fence, epoch, attempts, reply.model, message_id AS "messageId",
            message.viewer_id AS "viewerId", stop_requested_at IS NOT NULL AS "stopRequested"`

/** Who may write which reply, in the reply's own row. */
export class LeaseStore {
  constructor(private readonly manager: EntityManager) {}

  /** Says that the holder lives. A lease that is not among `held` afterwards is lost. */
  async renew(leases: readonly Lease[]): Promise<Heartbeat> {
    const [rows] = await this.manager.query<[{ id: string; stopRequested: boolean }[], number]>(renewStatement, [
      leases.map(({ replyId }) => replyId),
      leases.map(({ fence }) => fence),
    ])
    return {
      held: new Set(rows.map(({ id }) => id)),
      stopRequested: rows.filter(({ stopRequested }) => stopRequested).map(({ id }) => id),
    }
  }

  /** Takes over replies whose writer died; however many processes try, each reply goes to one of them. */
  async takeOverExpired(writerId: string, { limit, hasRoom, except }: TakeOver): Promise<TakenOverReply[]> {
    const [rows] = await this.manager.query<[TakenOverReply[], number]>(takeOverStatement, [
      writerId,
      limit,
      except,
      hasRoom,
    ])
    return rows
  }

  /** Lets go of replies at once, so that the next living process need not wait for the lease to run out. */
  async release(leases: readonly Lease[]): Promise<void> {
    if (leases.length === 0) return
    await this.manager.query(
      `${heldRows} UPDATE reply SET lease_expires_at = clock_timestamp() FROM held WHERE reply.id = held.id`,
      [leases.map(({ replyId }) => replyId), leases.map(({ fence }) => fence)],
    )
  }
}
