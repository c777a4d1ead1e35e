import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm'
import { ReplyEntity } from './reply.entity.ts'

/** `unknown`: its writer died, so nobody knows whether its request left and how far it came. */
export type AttemptStatus = 'open' | 'completed' | 'failed' | 'stopped' | 'unknown'

/** One call to one provider for a reply. The row is there before the request leaves. */
@Entity('reply_attempt')
@Check('attempt_statuses_are_known', `status IN ('open', 'completed', 'failed', 'stopped', 'unknown')`)
@Check('ended_attempts_have_an_end', `(status = 'open') = (ended_at IS NULL)`)
export class ReplyAttemptEntity {
  @PrimaryColumn('uuid', { name: 'reply_id', primaryKeyConstraintName: 'reply_attempt_key' })
  replyId!: string

  @ManyToOne(() => ReplyEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'reply_id', foreignKeyConstraintName: 'attempts_have_a_reply' })
  protected readonly reply!: unknown

  /** Counts the attempts of one reply from 0. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'reply_attempt_key' })
  ordinal!: number

  /** `provider/model` that was asked. */
  @Column('text')
  model!: string

  /** The vendor's own name of the run, where it can be joined again. */
  @Column('text', { nullable: true })
  run!: string | null

  @Column('text', { default: 'open' })
  status!: AttemptStatus

  @Column({ type: 'timestamptz', name: 'started_at', precision: 3, default: () => 'now()' })
  startedAt!: Date

  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  endedAt!: Date | null
}
