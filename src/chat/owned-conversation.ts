import type { Viewer } from '../access/viewer.ts'
import type { ConversationEntity } from '../conversation/conversation.entity.ts'
import { ConversationStore } from '../conversation/conversation-store.ts'
import { notFound } from '../errors.ts'
import type { ChatDeps } from './deps.ts'
import { knownId } from './input.ts'

/** One of the viewer's conversations, or NOT_FOUND. */
export async function ownedConversation({ db }: ChatDeps, viewer: Viewer, id: string): Promise<ConversationEntity> {
  const known = knownId(id, () => notFound('conversation'))
  const conversation = await new ConversationStore(db.manager).findOwned(known, viewer.id)
  if (!conversation) throw notFound('conversation')
  return conversation
}
