import { Check, Column, Entity, PrimaryColumn } from 'typeorm'
import type { Role } from './viewer.ts'

/** Someone who asks. */
@Entity('viewer')
@Check('viewer_roles_are_known', `role IN ('user', 'admin', 'auditor')`)
export class ViewerEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'viewer_key' })
  id!: string

  @Column('text', { default: 'user' })
  role!: Role

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date
}
