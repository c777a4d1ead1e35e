import type { Viewer } from '../access/viewer.ts'
import { ConversationStore } from '../conversation/conversation-store.ts'
import { notFound } from '../errors.ts'
import { ReplyStore } from '../reply/reply-store.ts'
import { change } from './change.ts'
import type { ChatDeps } from './deps.ts'
import { ownedConversation } from './owned-conversation.ts'
import { stopReply } from './stop-reply.ts'

/** Stops a conversation's replies, then removes everything in it. */
export const deleteConversation =
  (deps: ChatDeps) =>
  async (viewer: Viewer, given: string): Promise<string> => {
    const { id } = await ownedConversation(deps, viewer, given)
    // First, so that whoever watches a reply is told of its end.
    const open = await new ReplyStore(deps.db.manager).openIn(id)
    await Promise.all(open.map((replyId) => stopReply(deps)(viewer, replyId)))

    const openedMeanwhile = await change(deps, viewer, async (tx, record) => {
      const conversations = new ConversationStore(tx)
      if (!(await conversations.lockOwned(id, viewer.id))) throw notFound('conversation')
      const left = await new ReplyStore(tx).openIn(id)
      await conversations.remove(id)
      record({ kind: 'conversation-deleted', conversationId: id })
      return left
    })
    await Promise.all(openedMeanwhile.map((replyId) => deps.writer.stop(replyId)))
    return id
  }
