import type { Viewer } from '../access/viewer.ts'
import { ConversationStore } from '../conversation/conversation-store.ts'
import type { MessageEntity } from '../conversation/message.entity.ts'
import { messagePlace } from '../conversation/place-cursor.ts'
import type { ChatDeps } from './deps.ts'
import { ownedConversation } from './owned-conversation.ts'
import { pageOf, toPage, type PageOf, type PageRequest } from './page.ts'

/** Messages of one conversation over all its branches, oldest first within a page; without arguments the newest page. */
export const readHistory =
  (deps: ChatDeps) =>
  async (viewer: Viewer, conversationId: string, request: PageRequest): Promise<PageOf<MessageEntity>> => {
    const page = toPage(request, { place: messagePlace, fromStart: false })
    await ownedConversation(deps, viewer, conversationId)
    return pageOf(await new ConversationStore(deps.db.manager).messages(conversationId, page), page)
  }
