import type { Viewer } from '../access/viewer.ts'
import type { ConversationEntity } from '../conversation/conversation.entity.ts'
import { ConversationStore } from '../conversation/conversation-store.ts'
import { notFound } from '../errors.ts'
import { change } from './change.ts'
import type { ChatDeps } from './deps.ts'
import { knownId } from './input.ts'

/** What a viewer may change about a conversation. */
export interface ConversationChange {
  id: string
  to: Partial<Pick<ConversationEntity, 'title' | 'instructions'>>
}

/** Changes one of the viewer's conversations, or NOT_FOUND. */
export async function changeConversation(
  deps: ChatDeps,
  viewer: Viewer,
  { id: given, to }: ConversationChange,
): Promise<ConversationEntity> {
  const id = knownId(given, () => notFound('conversation'))
  return change(deps, viewer, async (tx, record) => {
    const conversations = new ConversationStore(tx)
    const conversation = await conversations.lockOwned(id, viewer.id)
    if (!conversation) throw notFound('conversation')
    await conversations.update(id, to)
    record({ kind: 'conversation-changed', conversationId: id })
    return Object.assign(conversation, to)
  })
}
