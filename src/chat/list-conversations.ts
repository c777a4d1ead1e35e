import type { Viewer } from '../access/viewer.ts'
import type { ConversationEntity } from '../conversation/conversation.entity.ts'
import { ConversationStore } from '../conversation/conversation-store.ts'
import { conversationPlace } from '../conversation/place-cursor.ts'
import type { ChatDeps } from './deps.ts'
import { pageOf, toPage, type PageOf, type PageRequest } from './page.ts'

/** The viewer's conversations, most recently active first. */
export const listConversations =
  ({ db }: ChatDeps) =>
  async (viewer: Viewer, request: PageRequest): Promise<PageOf<ConversationEntity>> => {
    const page = toPage(request, { place: conversationPlace, fromStart: true })
    return pageOf(await new ConversationStore(db.manager).ofViewer(viewer.id, page), page)
  }
