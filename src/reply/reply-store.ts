import { In, type EntityManager } from 'typeorm'
import { replyLogChannel } from '../reply-log/postgres-segments.ts'
import type { EpochTape } from '../reply-log/epoch-tape.ts'
import type { Lineage } from '../reply-log/lineage.ts'
import type { Lease } from '../reply-log/reply-log.ts'
import { notifyOfChange, recordChange } from '../viewer-events/record-events.ts'
import { leaseMs } from './lease-store.ts'
import { ReplyEntity, type FinishReason, type ReplyFailure } from './reply.entity.ts'

/** Where a process learns that one of its replies is to be stopped. The payload is the reply's id. */
export const stopChannel = 'parley_reply_stop'

export interface OpenReply {
  id: string
  messageId: string
  /** `provider/model` that the first attempt goes to. */
  model: string
  writerId: string
}

/** How a reply ends. */
export type Outcome =
  | {
      status: 'completed'
      finishReason: FinishReason
      inputTokens?: number | undefined
      outputTokens?: number | undefined
    }
  | { status: 'failed'; error: ReplyFailure }
  | { status: 'stopped' }

/** What a reply says in the end. */
type FinalTape = Pick<EpochTape, 'epoch' | 'text' | 'marks'> & {
  /** Where it ends in another epoch than the row has. */
  lineage?: Lineage | undefined
}

// Row, segments, event and wake-up in one statement: whoever is woken finds the settled row. The viewer's counter may be
// locked before the segments and the attempt go: nobody touches those without the reply's row, which is held.
const settleStatement = `
  WITH settled AS (
    UPDATE reply
    SET status = $3, text = $4, marks = $5::jsonb, epoch = $6, finish_reason = $7, input_tokens = $8, output_tokens = $9,
        error = $10::jsonb, lineage = coalesce($11::jsonb, lineage), ended_at = clock_timestamp()
    WHERE id = $1 AND fence = $2 AND status IN ('pending', 'streaming')
    RETURNING id, message_id
  ), removed AS (
    DELETE FROM reply_segment WHERE reply_id IN (SELECT id FROM settled)
  ), attempt AS (
    UPDATE reply_attempt SET status = $3, ended_at = clock_timestamp()
    WHERE reply_id IN (SELECT id FROM settled) AND status = 'open'
  ), change AS (
    SELECT message.viewer_id, 'reply-settled' AS kind, message.conversation_id, message.id AS message_id,
           settled.id AS reply_id, 1 AS place
    FROM settled JOIN message ON message.id = settled.message_id
  ), ${recordChange}
  SELECT id, pg_notify('${replyLogChannel}', id::text), ${notifyOfChange} FROM settled`

/** Replies and what can happen to their rows. */
export class ReplyStore {
  constructor(private readonly manager: EntityManager) {}

  /** Opens a reply whose lease this process holds, its first attempt counted; it becomes the one in use. */
  async open({ id, messageId, model, writerId }: OpenReply): Promise<void> {
    await this.manager.query(
      `WITH opened AS (
         INSERT INTO reply (id, message_id, ordinal, model, writer_id, lease_expires_at)
         SELECT $1, $2, count(*), $3, $4, clock_timestamp() + interval '${leaseMs} milliseconds'
         FROM reply WHERE message_id = $2
         RETURNING id, message_id, model
       ), attempt AS (
         INSERT INTO reply_attempt (reply_id, ordinal, model) SELECT id, 0, model FROM opened
       )
       UPDATE message SET current_reply_id = opened.id FROM opened WHERE message.id = opened.message_id`,
      [id, messageId, model, writerId],
    )
  }

  find(id: string): Promise<ReplyEntity | null> {
    return this.manager.findOneBy(ReplyEntity, { id })
  }

  findMany(ids: readonly string[]): Promise<ReplyEntity[]> {
    return this.manager.findBy(ReplyEntity, { id: In([...ids]) })
  }

  /** All replies to these messages, oldest first for each. */
  toMessages(messageIds: readonly string[]): Promise<ReplyEntity[]> {
    return this.manager.find(ReplyEntity, {
      where: { messageId: In([...messageIds]) },
      order: { messageId: 'ASC', ordinal: 'ASC' },
    })
  }

  findOwned(id: string, viewerId: string): Promise<ReplyEntity | null> {
    return this.manager
      .createQueryBuilder(ReplyEntity, 'reply')
      .innerJoin('message', 'message', 'message.id = reply.message_id')
      .innerJoin('conversation', 'conversation', 'conversation.id = message.conversation_id')
      .where('reply.id = :id AND conversation.viewer_id = :viewerId', { id, viewerId })
      .getOne()
  }

  /** The open replies of one conversation. */
  async openIn(conversationId: string): Promise<string[]> {
    const rows = await this.manager.query<{ id: string }[]>(
      `SELECT reply.id FROM reply JOIN message ON message.id = reply.message_id
       WHERE message.conversation_id = $1 AND reply.status IN ('pending', 'streaming')`,
      [conversationId],
    )
    return rows.map(({ id }) => id)
  }

  /** The first text of the reply is there. */
  async markStreaming({ replyId, fence }: Lease): Promise<void> {
    await this.manager.query(
      `UPDATE reply SET status = 'streaming' WHERE id = $1 AND fence = $2 AND status = 'pending'`,
      [replyId, fence],
    )
  }

  /** Makes a reply final. True for exactly one caller, however many race: the guard is in the WHERE (L3, L4). */
  async settle({ replyId, fence }: Lease, tape: FinalTape, outcome: Outcome): Promise<boolean> {
    const completed = outcome.status === 'completed' ? outcome : undefined
    const rows = await this.manager.query<unknown[]>(settleStatement, [
      replyId,
      fence,
      outcome.status,
      tape.text,
      JSON.stringify(tape.marks),
      tape.epoch,
      completed?.finishReason ?? null,
      storableCount(completed?.inputTokens),
      storableCount(completed?.outputTokens),
      outcome.status === 'failed' ? JSON.stringify(outcome.error) : null,
      tape.lineage ? JSON.stringify(tape.lineage) : null,
    ])
    return rows.length === 1
  }

  /** Asks whichever process writes the reply to stop it; that process's next heartbeat hears it even where the wake-up is lost. */
  async requestStop(id: string): Promise<void> {
    await this.manager.query(
      `WITH asked AS (
         UPDATE reply SET stop_requested_at = coalesce(stop_requested_at, clock_timestamp())
         WHERE id = $1 AND status IN ('pending', 'streaming') RETURNING id
       )
       SELECT pg_notify('${stopChannel}', id::text) FROM asked`,
      [id],
    )
  }
}

const largestInteger = 2 ** 31 - 1

// A vendor's odd number must not keep its reply from being settled.
function storableCount(count: number | undefined): number | null {
  return count !== undefined && Number.isInteger(count) && count >= 0 && count <= largestInteger ? count : null
}
