import { v7 as uuidv7 } from 'uuid'
import type { Viewer } from '../access/viewer.ts'
import { ConversationStore } from '../conversation/conversation-store.ts'
import { notFound } from '../errors.ts'
import { isSettled, type ReplyEntity } from '../reply/reply.entity.ts'
import { ReplyStore } from '../reply/reply-store.ts'
import { change } from './change.ts'
import type { ChatDeps } from './deps.ts'
import { requireAccepting } from './require-accepting.ts'
import { stillBeingWritten } from './still-being-written.ts'
import { knownId, wellFormed } from './input.ts'

/** Opens another reply to the same message and puts it in use; the earlier ones stay. CONFLICT while one is still being written. */
export const regenerateReply =
  ({ db, events, models, places, writer, writerId }: ChatDeps) =>
  async (viewer: Viewer, id: string, modelName: string | null | undefined): Promise<ReplyEntity> => {
    const messageId = knownId(id, () => notFound('message'))
    if (modelName != null) wellFormed('model', modelName)
    requireAccepting(writer)
    const model = await models.resolve(modelName)
    const replyId = uuidv7()
    const place = places.reserve(viewer.id)
    const opened = change({ db, events }, viewer, async (tx, record) => {
      const conversations = new ConversationStore(tx)
      const replies = new ReplyStore(tx)
      const message = await conversations.findOwnedMessage(messageId, viewer.id)
      if (!message || !(await conversations.lockOwned(message.conversationId, viewer.id))) throw notFound('message')

      const earlier = await replies.toMessages([messageId])
      if (!earlier.every(isSettled)) {
        throw stillBeingWritten('A reply to this message')
      }
      await replies.open({ id: replyId, messageId, model: model.id, writerId })
      record({ kind: 'reply-opened', conversationId: message.conversationId, messageId, replyId })
      return replies.find(replyId)
    })
    const reply = await opened.catch((error: unknown) => {
      place.leave()
      throw error
    })
    if (!reply) throw notFound('message')
    writer.start({ replyId, fence: reply.fence, epoch: reply.epoch }, { messageId, model, place })
    return reply
  }
