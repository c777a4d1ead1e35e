import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm'
import { MessageEntity } from '../conversation/message.entity.ts'
import type { ErrorCode } from '../errors.ts'
import type { Cursor } from '../reply-log/cursor.ts'
import type { Mark } from '../reply-log/epoch-tape.ts'
import type { Lineage } from '../reply-log/lineage.ts'

export const replyStatuses = {
  PENDING: 'pending',
  STREAMING: 'streaming',
  COMPLETED: 'completed',
  FAILED: 'failed',
  STOPPED: 'stopped',
} as const
export type ReplyStatus = (typeof replyStatuses)[keyof typeof replyStatuses]

export const finishReasons = { STOP: 'stop', LENGTH: 'length', OTHER: 'other' } as const
export type FinishReason = (typeof finishReasons)[keyof typeof finishReasons]

/** Why a reply failed, in words for the reader. */
export interface ReplyFailure {
  code: ErrorCode
  message: string
  retryable: boolean
  retryAfterMs?: number | undefined
}

/** One answer of a model to one message, from open to settled. */
@Entity('reply')
@Index('replies_of_a_message_in_order', ['messageId', 'ordinal'], { unique: true })
@Index('open_replies', ['id'], { where: `status IN ('pending', 'streaming')` })
@Check('reply_statuses_are_known', `status IN ('pending', 'streaming', 'completed', 'failed', 'stopped')`)
@Check(
  'settled_replies_have_text_and_an_end',
  `(status IN ('pending', 'streaming')) = (text IS NULL) AND (text IS NULL) = (ended_at IS NULL)`,
)
@Check('completed_replies_have_a_finish_reason', `(status = 'completed') = (finish_reason IS NOT NULL)`)
@Check('failed_replies_have_an_error', `(status = 'failed') = (error IS NOT NULL)`)
export class ReplyEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'reply_key' })
  id!: string

  @Column('uuid', { name: 'message_id' })
  messageId!: string

  @ManyToOne(() => MessageEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'message_id', foreignKeyConstraintName: 'replies_have_a_message' })
  protected readonly message!: unknown

  /** Counts the replies to one message from 0. */
  @Column('integer')
  ordinal!: number

  @Column('text', { default: 'pending' })
  status!: ReplyStatus

  /** `provider/model` of the newest attempt. */
  @Column('text')
  model!: string

  /** Null while the reply is open: until then its text is in the log. */
  @Column('text', { nullable: true })
  text!: string | null

  /** What stood between the text in the last epoch; with it the row answers every cursor without a log. */
  @Column('jsonb', { default: [] })
  marks!: Mark[]

  @Column('integer', { default: 0 })
  epoch!: number

  /** What the epoch has of those before it; with it cursors of those go on. */
  @Column('jsonb', { default: { carried: [], reason: 'recovery' } })
  lineage!: Lineage

  @Column('text', { name: 'finish_reason', nullable: true })
  finishReason!: FinishReason | null

  @Column('integer', { name: 'input_tokens', nullable: true })
  inputTokens!: number | null

  @Column('integer', { name: 'output_tokens', nullable: true })
  outputTokens!: number | null

  @Column('jsonb', { nullable: true })
  error!: ReplyFailure | null

  /** Calls to providers so far, this one included. */
  @Column('integer', { default: 1 })
  attempts!: number

  /** The process that holds the lease. */
  @Column('uuid', { name: 'writer_id' })
  writerId!: string

  /** Raised by each takeover; an append or settle with an older one is refused. */
  @Column('integer', { default: 1 })
  fence!: number

  @Column({ type: 'timestamptz', name: 'lease_expires_at' })
  leaseExpiresAt!: Date

  @Column({ type: 'timestamptz', name: 'stop_requested_at', nullable: true })
  stopRequestedAt!: Date | null

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date

  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  endedAt!: Date | null
}

/** True once nothing about the reply will change any more. */
export const isSettled = (reply: Pick<ReplyEntity, 'text'>): boolean => reply.text !== null

/** Where a settled reply's text ends; undefined while it is open. */
export const endOf = ({ text, marks, epoch }: ReplyEntity): Cursor | undefined =>
  text === null ? undefined : { epoch, position: text.length + marks.length }
