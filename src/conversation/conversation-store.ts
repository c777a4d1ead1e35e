import { In, type EntityManager } from 'typeorm'
import { ConversationEntity } from './conversation.entity.ts'
import { MessageEntity } from './message.entity.ts'

/** A place in the list of a viewer's conversations. */
export interface ConversationPlace {
  lastActiveAt: Date
  id: string
}

/** Where a page begins and which way it goes. */
export interface Page<Place> {
  /** Rows to fetch. */
  limit: number
  /** Later (true) or earlier (false) in the list's order. */
  forward: boolean
  /** The page begins beyond this place; undefined: at the list's end that it comes from. */
  from: Place | undefined
}

export type NewMessage = Pick<
  MessageEntity,
  'id' | 'viewerId' | 'text' | 'afterReplyId' | 'clientMessageId' | 'requestFingerprint'
>

/** Conversations and their messages. */
export class ConversationStore {
  constructor(private readonly manager: EntityManager) {}

  async create(conversation: Pick<ConversationEntity, 'id' | 'viewerId' | 'title' | 'instructions'>): Promise<void> {
    await this.manager.insert(ConversationEntity, conversation)
  }

  findOwned(id: string, viewerId: string): Promise<ConversationEntity | null> {
    return this.manager.findOneBy(ConversationEntity, { id, viewerId })
  }

  /** Holds the conversation until the transaction ends: its messages get their order here. */
  lockOwned(id: string, viewerId: string): Promise<ConversationEntity | null> {
    return this.manager.findOne(ConversationEntity, { where: { id, viewerId }, lock: { mode: 'pessimistic_write' } })
  }

  findMany(ids: readonly string[]): Promise<ConversationEntity[]> {
    return this.manager.findBy(ConversationEntity, { id: In([...ids]) })
  }

  /** Most recently active first; forward goes to older ones. */
  async ofViewer(viewerId: string, { limit, forward, from }: Page<ConversationPlace>): Promise<ConversationEntity[]> {
    const query = this.manager
      .createQueryBuilder(ConversationEntity, 'conversation')
      .where('conversation.viewer_id = :viewerId', { viewerId })
      .orderBy('conversation.last_active_at', forward ? 'DESC' : 'ASC')
      .addOrderBy('conversation.id', forward ? 'DESC' : 'ASC')
      .limit(limit)
    if (from) {
      query.andWhere(`(conversation.last_active_at, conversation.id) ${forward ? '<' : '>'} (:lastActiveAt, :id)`, from)
    }
    const rows = await query.getMany()
    return forward ? rows : rows.reverse()
  }

  /** Oldest first; forward goes to newer ones. */
  async messages(conversationId: string, { limit, forward, from }: Page<number>): Promise<MessageEntity[]> {
    const query = this.manager
      .createQueryBuilder(MessageEntity, 'message')
      .where('message.conversation_id = :conversationId', { conversationId })
      .orderBy('message.position', forward ? 'ASC' : 'DESC')
      .limit(limit)
    if (from !== undefined) query.andWhere(`message.position ${forward ? '>' : '<'} :from`, { from })
    const rows = await query.getMany()
    return forward ? rows : rows.reverse()
  }

  findMessages(ids: readonly string[]): Promise<MessageEntity[]> {
    return this.manager.findBy(MessageEntity, { id: In([...ids]) })
  }

  findOwnedMessage(id: string, viewerId: string): Promise<MessageEntity | null> {
    return this.manager
      .createQueryBuilder(MessageEntity, 'message')
      .innerJoin('conversation', 'conversation', 'conversation.id = message.conversation_id')
      .where('message.id = :id AND conversation.viewer_id = :viewerId', { id, viewerId })
      .getOne()
  }

  newestMessage(conversationId: string): Promise<MessageEntity | null> {
    return this.manager.findOne(MessageEntity, { where: { conversationId }, order: { position: 'DESC' } })
  }

  findByClientMessageId(viewerId: string, clientMessageId: string): Promise<MessageEntity | null> {
    return this.manager.findOneBy(MessageEntity, { viewerId, clientMessageId })
  }

  /**
   * Appends to a conversation that the transaction holds. False where the viewer's `clientMessageId` is taken: nothing
   * was changed then.
   */
  async appendMessage(conversation: ConversationEntity, message: NewMessage): Promise<boolean> {
    const inserted = await this.manager
      .createQueryBuilder()
      .insert()
      .into(MessageEntity)
      .values({ ...message, conversationId: conversation.id, position: conversation.messageCount })
      .orIgnore()
      .returning('id')
      .execute()
    if ((inserted.raw as unknown[]).length === 0) return false
    await this.manager.update(ConversationEntity, conversation.id, {
      messageCount: conversation.messageCount + 1,
      // Never earlier than before, whatever clock the database has.
      lastActiveAt: () => 'greatest(last_active_at, clock_timestamp())',
    })
    return true
  }

  async update(id: string, changes: Partial<Pick<ConversationEntity, 'title' | 'instructions'>>): Promise<void> {
    await this.manager.update(ConversationEntity, id, changes)
  }

  async useReply(messageId: string, replyId: string): Promise<void> {
    await this.manager.update(MessageEntity, messageId, { currentReplyId: replyId })
  }

  async remove(id: string): Promise<void> {
    await this.manager.delete(ConversationEntity, id)
  }
}
