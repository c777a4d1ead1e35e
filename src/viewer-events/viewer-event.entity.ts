import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm'
import { ViewerEventCounterEntity } from './viewer-event-counter.entity.ts'

/** Everything that is recorded. `reply-opened` also puts the reply in use. */
export type ViewerEventKind =
  | 'conversation-created'
  | 'conversation-changed'
  | 'conversation-deleted'
  | 'message-sent'
  | 'reply-opened'
  | 'reply-settled'
  | 'reply-selected'

/** One thing that happened to a viewer's conversations, by ids alone: what it was about is read when it is told. */
@Entity('viewer_event')
@Index('viewer_events_by_age', ['createdAt'])
@Check(
  'viewer_event_kinds_are_known',
  `kind IN ('conversation-created', 'conversation-changed', 'conversation-deleted', 'message-sent', 'reply-opened', 'reply-settled', 'reply-selected')`,
)
@Check(
  'viewer_events_name_what_they_are_about',
  `(message_id IS NULL) = (kind LIKE 'conversation-%') AND (reply_id IS NOT NULL) = (kind LIKE 'reply-%')`,
)
export class ViewerEventEntity {
  @PrimaryColumn('uuid', { name: 'viewer_id', primaryKeyConstraintName: 'viewer_event_key' })
  viewerId!: string

  @ManyToOne(() => ViewerEventCounterEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'viewer_id', foreignKeyConstraintName: 'events_have_a_counter' })
  protected readonly counter!: unknown

  /** Counts the viewer's events from 1, without a gap, in the order of commits. */
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'viewer_event_key' })
  sequence!: string

  @Column('text')
  kind!: ViewerEventKind

  @Column('uuid', { name: 'conversation_id' })
  conversationId!: string

  @Column('uuid', { name: 'message_id', nullable: true })
  messageId!: string | null

  @Column('uuid', { name: 'reply_id', nullable: true })
  replyId!: string | null

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date
}
