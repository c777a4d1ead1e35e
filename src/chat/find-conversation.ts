import { validate as isUuid } from 'uuid'
import type { Viewer } from '../access/viewer.ts'
import type { ConversationEntity } from '../conversation/conversation.entity.ts'
import { ConversationStore } from '../conversation/conversation-store.ts'
import type { ChatDeps } from './deps.ts'

/** One of the viewer's conversations; null where there is none with this id. */
export const findConversation =
  ({ db }: ChatDeps) =>
  async (viewer: Viewer, id: string): Promise<ConversationEntity | null> =>
    isUuid(id) ? new ConversationStore(db.manager).findOwned(id, viewer.id) : null
