import { createHash } from 'node:crypto'
import type { EntityManager } from 'typeorm'
import { v7 as uuidv7 } from 'uuid'
import type { Viewer } from '../access/viewer.ts'
import type { ConversationEntity } from '../conversation/conversation.entity.ts'
import { ConversationStore } from '../conversation/conversation-store.ts'
import type { MessageEntity } from '../conversation/message.entity.ts'
import { titleOf } from '../conversation/title.ts'
import { badInput, ChatError, notFound } from '../errors.ts'
import { isSettled } from '../reply/reply.entity.ts'
import { ReplyStore } from '../reply/reply-store.ts'
import { change, type RecordEvents } from './change.ts'
import type { ChatDeps } from './deps.ts'
import { requireAccepting } from './require-accepting.ts'
import { stillBeingWritten } from './still-being-written.ts'
import { asInstructions, knownId, saying, wellFormed } from './input.ts'

export interface SendMessageInput {
  conversationId?: string | null | undefined
  text: string
  model?: string | null | undefined
  clientMessageId?: string | null | undefined
  afterReplyId?: string | null | undefined
  instructions?: string | null | undefined
}

/** What was sent, and the reply that was opened for it. */
export interface SentMessage {
  conversationId: string
  messageId: string
  replyId: string
}

interface Sending {
  viewer: Viewer
  input: SendMessageInput
  fingerprint: string
}

/**
 * Saves the message together with its open reply, then starts the reply. Resolves before the first delta, and only after
 * the commit. Under a `clientMessageId` that the viewer has used it answers what was sent then and starts nothing, or
 * CONFLICT where the content differs.
 */
export const sendMessage =
  (deps: ChatDeps) =>
  async (viewer: Viewer, given: SendMessageInput): Promise<SentMessage> => {
    const input = checked(given, deps.maxTextLength)
    const sending = { viewer, input, fingerprint: fingerprintOf(input) }
    const earlier = await findEarlier(deps.db.manager, sending)
    if (earlier) return earlier

    requireAccepting(deps.writer)
    const model = await deps.models.resolve(input.model)
    const place = deps.places.reserve(viewer.id)
    try {
      const opening = { model: model.id, writerId: deps.writerId }
      const sent = await change(deps, viewer, (tx, record) => store(tx, sending, { ...opening, record }))
      const { messageId, replyId } = sent
      deps.writer.start({ replyId, fence: 1, epoch: 0 }, { messageId, model, place })
      return sent
    } catch (error) {
      place.leave()
      if (error instanceof SentMeanwhile) return answerMeanwhile(deps.db.manager, sending)
      throw error
    }
  }

/** The same `clientMessageId` was stored while this message was on its way. Thrown, so that nothing of it stays. */
class SentMeanwhile extends Error {}

function checked(input: SendMessageInput, maxTextLength: number): SendMessageInput {
  saying('text', input.text, maxTextLength)
  asInstructions(input.instructions)
  const { conversationId, afterReplyId } = input
  if (input.clientMessageId != null) saying('clientMessageId', input.clientMessageId, 128)
  if (input.model != null) wellFormed('model', input.model)
  if (input.conversationId != null && input.instructions != null) {
    throw badInput('instructions are for a new conversation; change those of this one with setInstructions.')
  }
  if (input.conversationId == null && input.afterReplyId != null) {
    throw badInput('afterReplyId needs the conversationId of its conversation.')
  }
  return {
    ...input,
    conversationId: conversationId == null ? null : knownId(conversationId, () => notFound('conversation')),
    afterReplyId: afterReplyId == null ? null : knownId(afterReplyId, () => notFound('reply')),
  }
}

/** Stores everything or nothing. */
async function store(
  tx: EntityManager,
  { viewer, input, fingerprint }: Sending,
  { model, writerId, record }: { model: string; writerId: string; record: RecordEvents },
): Promise<SentMessage> {
  const conversations = new ConversationStore(tx)
  const conversation = await conversationFor(conversations, viewer, input)
  // Only now, with the conversation held: the same message sent at the same time may have opened the very reply that this
  // one would otherwise be told to wait for.
  if (await isTaken(conversations, viewer, input)) throw new SentMeanwhile()
  const messageId = uuidv7()
  const appended = await conversations.appendMessage(conversation, {
    id: messageId,
    viewerId: viewer.id,
    text: input.text,
    afterReplyId: await standsAfter(tx, conversation, { afterReplyId: input.afterReplyId, record }),
    clientMessageId: input.clientMessageId ?? null,
    requestFingerprint: input.clientMessageId == null ? null : fingerprint,
  })
  if (!appended) throw new SentMeanwhile()
  const replyId = uuidv7()
  await new ReplyStore(tx).open({ id: replyId, messageId, model, writerId })
  const conversationId = conversation.id
  record(
    { kind: input.conversationId == null ? 'conversation-created' : 'conversation-changed', conversationId },
    { kind: 'message-sent', conversationId, messageId },
    { kind: 'reply-opened', conversationId, messageId, replyId },
  )
  return { conversationId, messageId, replyId }
}

async function isTaken(conversations: ConversationStore, viewer: Viewer, input: SendMessageInput): Promise<boolean> {
  // A new conversation was made in this transaction: no other can have written into it.
  if (input.conversationId == null || input.clientMessageId == null) return false
  return (await conversations.findByClientMessageId(viewer.id, input.clientMessageId)) !== null
}

async function conversationFor(
  conversations: ConversationStore,
  viewer: Viewer,
  { conversationId, text, instructions }: SendMessageInput,
): Promise<ConversationEntity> {
  const id = conversationId ?? uuidv7()
  if (conversationId == null) {
    await conversations.create({
      id,
      viewerId: viewer.id,
      title: titleOf(text),
      instructions: asInstructions(instructions),
    })
  }
  const conversation = await conversations.lockOwned(id, viewer.id)
  if (!conversation) throw notFound('conversation')
  return conversation
}

/**
 * The reply after which a message stands. It must be settled: the model is to read the whole of it. A message may well
 * branch off an older reply while the newest is still being written.
 */
async function standsAfter(
  tx: EntityManager,
  conversation: ConversationEntity,
  { afterReplyId, record }: { afterReplyId: string | null | undefined; record: RecordEvents },
): Promise<string | null> {
  const conversations = new ConversationStore(tx)
  const replies = new ReplyStore(tx)
  const newest = afterReplyId == null ? await conversations.newestMessage(conversation.id) : undefined
  const replyId = afterReplyId ?? newest?.currentReplyId
  if (replyId == null) return null

  const reply = await replies.find(replyId)
  const [message] = reply ? await conversations.findMessages([reply.messageId]) : []
  if (!reply || message?.conversationId !== conversation.id) throw notFound('reply')
  if (!isSettled(reply)) {
    throw stillBeingWritten('The reply before this message')
  }
  if (afterReplyId != null && message.currentReplyId !== replyId) {
    await conversations.useReply(message.id, replyId)
    record({ kind: 'reply-selected', conversationId: conversation.id, messageId: message.id, replyId })
  }
  return replyId
}

async function findEarlier(manager: EntityManager, { viewer, input, fingerprint }: Sending) {
  if (input.clientMessageId == null) return undefined
  const message = await new ConversationStore(manager).findByClientMessageId(viewer.id, input.clientMessageId)
  return message ? answerAgain(manager, message, fingerprint) : undefined
}

async function answerMeanwhile(manager: EntityManager, sending: Sending): Promise<SentMessage> {
  const sent = await findEarlier(manager, sending)
  // It was stored an instant ago; only a deletion can have been faster.
  if (!sent) throw notFound('conversation')
  return sent
}

async function answerAgain(manager: EntityManager, message: MessageEntity, fingerprint: string): Promise<SentMessage> {
  if (message.requestFingerprint !== fingerprint) {
    throw new ChatError(
      'CONFLICT',
      'This clientMessageId was used for another content. Make a new id for a new message.',
    )
  }
  const [first] = await new ReplyStore(manager).toMessages([message.id])
  if (!first) throw notFound('message')
  return { conversationId: message.conversationId, messageId: message.id, replyId: first.id }
}

function fingerprintOf({ conversationId, text, model, afterReplyId, instructions }: SendMessageInput): string {
  const content = [conversationId ?? null, text, model ?? null, afterReplyId ?? null, instructions ?? null]
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url')
}
