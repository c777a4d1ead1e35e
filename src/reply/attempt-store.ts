import type { EntityManager } from 'typeorm'
import type { Lineage } from '../reply-log/lineage.ts'
import type { Lease } from '../reply-log/reply-log.ts'

/** How a reply goes on under a new writer. */
export interface NextEpoch {
  /** Whether what is stored stays is said by what it carries. */
  lineage: Lineage
  /** `provider/model` that is about to be asked; null where nobody is asked any more. */
  attempt: string | null
}

// One statement: the epoch is in the row before anyone can see a word of it, what is carried moves along and all else goes,
// and the attempt is recorded before its request leaves. The attempt of the writer that died is left to nobody's knowledge,
// and with it every place in its run. The fence rises with the epoch: a flush of the one before that is still on its way
// would otherwise come in behind what was read of it.
const beginStatement = `
  WITH begun AS (
    UPDATE reply
    SET epoch = epoch + 1, fence = fence + 1, lineage = $3::jsonb, model = coalesce($4, model),
        attempts = attempts + CASE WHEN $4::text IS NULL THEN 0 ELSE 1 END
    WHERE id = $1 AND fence = $2 AND status IN ('pending', 'streaming')
    RETURNING id, epoch, fence, attempts
  ), given_up AS (
    UPDATE reply_attempt SET status = 'unknown', ended_at = clock_timestamp()
    WHERE reply_id IN (SELECT id FROM begun) AND status = 'open'
  ), attempt AS (
    INSERT INTO reply_attempt (reply_id, ordinal, model) SELECT id, attempts - 1, $4 FROM begun WHERE $4::text IS NOT NULL
  ), moved AS (
    UPDATE reply_segment SET epoch = begun.epoch, place = NULL
    FROM begun WHERE reply_id = begun.id AND reply_segment.epoch = begun.epoch - 1 AND position < $5
  ), removed AS (
    DELETE FROM reply_segment USING begun
    WHERE reply_id = begun.id AND (reply_segment.epoch < begun.epoch - 1 OR position >= $5)
  )
  SELECT epoch, fence FROM begun`

/** The calls to providers that were made for replies. */
export class AttemptStore {
  constructor(private readonly manager: EntityManager) {}

  /** Begins the next epoch of a reply, with another attempt or without; undefined where the lease is lost. */
  async beginEpoch(lease: Lease, { lineage, attempt }: NextEpoch): Promise<Lease | undefined> {
    const [, carried] = lineage.carried.find(([epoch]) => epoch === lease.epoch) ?? [lease.epoch, 0]
    const [row] = await this.manager.query<{ epoch: number; fence: number }[]>(beginStatement, [
      lease.replyId,
      lease.fence,
      JSON.stringify(lineage),
      attempt,
      carried,
    ])
    return row && { replyId: lease.replyId, ...row }
  }

  /** Notes by what name the vendor knows the attempt under way, for whoever has to join it again. */
  async nameRun({ replyId, fence }: Lease, run: string): Promise<void> {
    await this.manager.query(
      `UPDATE reply_attempt SET run = $3 FROM reply
       WHERE reply_id = $1 AND reply_attempt.status = 'open' AND reply.id = reply_id AND reply.fence = $2`,
      [replyId, fence, run],
    )
  }

  /** The run that the newest attempt was in, and which attempt it was; undefined where it has none or is over. */
  async openRun(replyId: string): Promise<{ run: string; ordinal: number } | undefined> {
    const [row] = await this.manager.query<{ run: string; ordinal: number }[]>(
      `SELECT run, ordinal FROM reply_attempt WHERE reply_id = $1 AND status = 'open' AND run IS NOT NULL`,
      [replyId],
    )
    return row
  }
}
