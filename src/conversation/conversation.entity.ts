import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm'
import { ViewerEntity } from '../access/viewer.entity.ts'

/** What one viewer and the models said to each other. */
@Entity('conversation')
@Index('conversations_of_a_viewer_by_activity', ['viewerId', 'lastActiveAt', 'id'])
export class ConversationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'conversation_key' })
  id!: string

  @Column('uuid', { name: 'viewer_id' })
  viewerId!: string

  @ManyToOne(() => ViewerEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'viewer_id', foreignKeyConstraintName: 'conversations_have_a_viewer' })
  protected readonly viewer!: unknown

  @Column('text', { nullable: true })
  title!: string | null

  @Column('text', { nullable: true })
  instructions!: string | null

  /** Messages ever appended; the next one's position. */
  @Column('integer', { name: 'message_count', default: 0 })
  messageCount!: number

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date

  @Column({ type: 'timestamptz', name: 'last_active_at', precision: 3, default: () => 'now()' })
  lastActiveAt!: Date
}
