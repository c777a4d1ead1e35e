import DataLoader from 'dataloader'
import type { ConversationEntity } from '../conversation/conversation.entity.ts'
import type { ConversationStore } from '../conversation/conversation-store.ts'
import type { MessageEntity } from '../conversation/message.entity.ts'
import type { ReplyLog, ReplySnapshot } from '../reply-log/reply-log.ts'
import type { ReplyEntity } from '../reply/reply.entity.ts'
import type { ReplyStore } from '../reply/reply-store.ts'
import type { EndedReplies } from './ended-replies.ts'

export interface Loaders {
  conversation: DataLoader<string, ConversationEntity | undefined>
  message: DataLoader<string, MessageEntity | undefined>
  reply: DataLoader<string, ReplyEntity | undefined>
  repliesToMessage: DataLoader<string, ReplyEntity[]>
  snapshot: DataLoader<string, ReplySnapshot | undefined>
  /** Shared by all contexts. */
  readonly endedReplies: EndedReplies
}

export interface LoaderDeps {
  conversations: ConversationStore
  replies: ReplyStore
  log: ReplyLog
  endedReplies: EndedReplies
}

/**
 * Loads what hangs on rows that the viewer was allowed to read, one statement for all that is asked for in a tick. They
 * batch and do not cache: a subscription has one context for all its events, and a mutation may change what it read.
 */
export const createLoaders = (deps: LoaderDeps): Loaders => new LazyLoaders(deps)

/** Makes each loader when it is first asked for: a subscription keeps its loaders for its whole life and may need none. */
class LazyLoaders implements Loaders {
  readonly #deps: LoaderDeps
  readonly #made: Partial<Loaders> = {}

  constructor(deps: LoaderDeps) {
    this.#deps = deps
  }

  get endedReplies() {
    return this.#deps.endedReplies
  }

  get conversation() {
    return (this.#made.conversation ??= byId((ids) => this.#deps.conversations.findMany(ids)))
  }

  get message() {
    return (this.#made.message ??= byId((ids) => this.#deps.conversations.findMessages(ids)))
  }

  get reply() {
    return (this.#made.reply ??= byId((ids) => this.#deps.replies.findMany(ids)))
  }

  get repliesToMessage() {
    return (this.#made.repliesToMessage ??= batched(async (ids) => {
      const found = new Map<string, ReplyEntity[]>(ids.map((id) => [id, []]))
      for (const reply of await this.#deps.replies.toMessages(ids)) found.get(reply.messageId)?.push(reply)
      return (id) => found.get(id) ?? []
    }))
  }

  get snapshot() {
    return (this.#made.snapshot ??= batched(async (ids) => {
      const found = await this.#deps.log.snapshots(ids)
      return (id) => found.get(id)
    }))
  }
}

function byId<Row extends { id: string }>(find: (ids: readonly string[]) => Promise<Row[]>) {
  return batched<Row | undefined>(async (ids) => {
    const found = new Map((await find(ids)).map((row) => [row.id, row]))
    return (id) => found.get(id)
  })
}

function batched<Value>(load: (ids: readonly string[]) => Promise<(id: string) => Value>): DataLoader<string, Value> {
  return new DataLoader<string, Value>(async (ids) => ids.map(await load([...new Set(ids)])), { cache: false })
}
