import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { JWK } from 'jose'

/** A key pair that signs viewers' tokens. It lives in the database, so that every process on it accepts the same tokens. */
@Entity('signing_key')
export class SigningKeyEntity {
  /** The token's `kid`. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'signing_key_key' })
  id!: string

  @Column('text')
  algorithm!: string

  @Column('jsonb', { name: 'public_key' })
  publicKey!: JWK

  @Column('jsonb', { name: 'private_key' })
  privateKey!: JWK

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date
}
