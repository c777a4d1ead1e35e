import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm'
import { ViewerEntity } from '../access/viewer.entity.ts'
import { ConversationEntity } from './conversation.entity.ts'

/** One turn typed by a person. Append-only: its text is never edited in place. */
@Entity('message')
@Index('messages_of_a_conversation_in_order', ['conversationId', 'position'], { unique: true })
@Index('client_message_ids_are_unique_per_viewer', ['viewerId', 'clientMessageId'], {
  unique: true,
  where: 'client_message_id IS NOT NULL',
})
@Check('idempotent_sends_have_a_fingerprint', '(client_message_id IS NULL) = (request_fingerprint IS NULL)')
export class MessageEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'message_key' })
  id!: string

  @Column('uuid', { name: 'conversation_id' })
  conversationId!: string

  @ManyToOne(() => ConversationEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'conversation_id', foreignKeyConstraintName: 'messages_have_a_conversation' })
  protected readonly conversation!: unknown

  @Column('uuid', { name: 'viewer_id' })
  viewerId!: string

  @ManyToOne(() => ViewerEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'viewer_id', foreignKeyConstraintName: 'messages_have_a_viewer' })
  protected readonly viewer!: unknown

  /** Counts from 0 in the order of sending, over all branches. */
  @Column('integer')
  position!: number

  @Column('text')
  text!: string

  /** The reply after which it stands; null for a first message. */
  @Column('uuid', { name: 'after_reply_id', nullable: true })
  afterReplyId!: string | null

  /** The reply in use. */
  @Column('uuid', { name: 'current_reply_id', nullable: true })
  currentReplyId!: string | null

  @Column('text', { name: 'client_message_id', nullable: true })
  clientMessageId!: string | null

  /** Of the content sent under `clientMessageId`, to tell a repetition from another content under the same id. */
  @Column('text', { name: 'request_fingerprint', nullable: true })
  requestFingerprint!: string | null

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date
}
