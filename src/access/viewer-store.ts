import type { EntityManager } from 'typeorm'
import type { Viewer } from './viewer.ts'
import { ViewerEntity } from './viewer.entity.ts'

/** The viewers there are. */
export class ViewerStore {
  constructor(private readonly manager: EntityManager) {}

  async create(id: string): Promise<Viewer> {
    await this.manager.insert(ViewerEntity, { id })
    return { id, role: 'user' }
  }

  async find(id: string): Promise<Viewer | undefined> {
    const row = await this.manager.findOneBy(ViewerEntity, { id })
    return row ? { id: row.id, role: row.role } : undefined
  }
}
