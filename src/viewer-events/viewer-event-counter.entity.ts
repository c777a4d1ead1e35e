import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm'
import { ViewerEntity } from '../access/viewer.entity.ts'

/** How many events a viewer has had. Its row is the last lock that a transaction takes. */
@Entity('viewer_event_counter')
export class ViewerEventCounterEntity {
  @PrimaryColumn('uuid', { name: 'viewer_id', primaryKeyConstraintName: 'viewer_event_counter_key' })
  viewerId!: string

  @ManyToOne(() => ViewerEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'viewer_id', foreignKeyConstraintName: 'event_counters_have_a_viewer' })
  protected readonly viewer!: unknown

  /** The newest event's place in the sequence, as the driver reads a bigint. */
  @Column('bigint')
  newest!: string
}
