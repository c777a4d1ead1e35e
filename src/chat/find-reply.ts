import { validate as isUuid } from 'uuid'
import type { Viewer } from '../access/viewer.ts'
import type { ReplyEntity } from '../reply/reply.entity.ts'
import { ReplyStore } from '../reply/reply-store.ts'
import type { ChatDeps } from './deps.ts'

/** A reply in one of the viewer's conversations; null where there is none with this id. */
export const findReply =
  ({ db }: ChatDeps) =>
  async (viewer: Viewer, id: string): Promise<ReplyEntity | null> =>
    isUuid(id) ? new ReplyStore(db.manager).findOwned(id, viewer.id) : null
