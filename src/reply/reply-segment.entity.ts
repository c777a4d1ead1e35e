import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm'
import type { Mark } from '../reply-log/epoch-tape.ts'
import type { RunPlace } from '../reply-log/reply-log.ts'
import { ReplyEntity } from './reply.entity.ts'

/** A flushed piece of an open reply's log; removed when the reply settles. The log reads and writes it by SQL. */
@Entity('reply_segment')
export class ReplySegmentEntity {
  @PrimaryColumn('uuid', { name: 'reply_id', primaryKeyConstraintName: 'reply_segment_key' })
  replyId!: string

  @ManyToOne(() => ReplyEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'reply_id', foreignKeyConstraintName: 'segments_have_a_reply' })
  protected readonly reply!: unknown

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'reply_segment_key' })
  epoch!: number

  /** Where in its epoch it begins. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'reply_segment_key' })
  position!: number

  @Column('text')
  text!: string

  @Column('jsonb')
  marks!: Mark[]

  /** How far into the vendor's run this goes, where the run can be joined again. */
  @Column('jsonb', { nullable: true })
  place!: RunPlace | null
}
