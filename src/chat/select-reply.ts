import type { Viewer } from '../access/viewer.ts'
import { ConversationStore } from '../conversation/conversation-store.ts'
import type { MessageEntity } from '../conversation/message.entity.ts'
import { notFound } from '../errors.ts'
import { ReplyStore } from '../reply/reply-store.ts'
import { change } from './change.ts'
import type { ChatDeps } from './deps.ts'
import { knownId } from './input.ts'

/** Puts one of a message's replies in use. */
export const selectReply =
  (deps: ChatDeps) =>
  async (viewer: Viewer, id: string): Promise<MessageEntity> => {
    const replyId = knownId(id, () => notFound('reply'))
    return change(deps, viewer, async (tx, record) => {
      const reply = await new ReplyStore(tx).findOwned(replyId, viewer.id)
      if (!reply) throw notFound('reply')
      const { messageId } = reply
      const conversations = new ConversationStore(tx)
      await conversations.useReply(messageId, replyId)
      const [message] = await conversations.findMessages([messageId])
      if (!message) throw notFound('reply')
      record({ kind: 'reply-selected', conversationId: message.conversationId, messageId, replyId })
      return message
    })
  }
