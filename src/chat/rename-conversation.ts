import type { Viewer } from '../access/viewer.ts'
import type { ConversationEntity } from '../conversation/conversation.entity.ts'
import { changeConversation } from './change-conversation.ts'
import type { ChatDeps } from './deps.ts'
import { saying } from './input.ts'

const longestTitle = 200

/** Gives a conversation another title. */
export const renameConversation =
  (deps: ChatDeps) =>
  async (viewer: Viewer, id: string, title: string): Promise<ConversationEntity> => {
    saying('title', title, longestTitle)
    return changeConversation(deps, viewer, { id, to: { title: title.trim() } })
  }
