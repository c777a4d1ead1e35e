import type { EntityManager } from 'typeorm'
import { SigningKeyEntity } from './signing-key.entity.ts'

export type NewSigningKey = Omit<SigningKeyEntity, 'createdAt'>

/** The keys that sign viewers' tokens. */
export class SigningKeyStore {
  constructor(private readonly manager: EntityManager) {}

  /** Oldest first. */
  all(): Promise<SigningKeyEntity[]> {
    return this.manager.find(SigningKeyEntity, { order: { createdAt: 'ASC', id: 'ASC' } })
  }

  /** Adds a key where there is none yet; of processes that start at once, one does. */
  async addFirst(make: () => Promise<NewSigningKey>): Promise<void> {
    await this.manager.transaction(async (tx) => {
      await tx.query('LOCK TABLE signing_key IN EXCLUSIVE MODE')
      if ((await tx.count(SigningKeyEntity)) > 0) return
      await tx.insert(SigningKeyEntity, await make())
    })
  }
}
