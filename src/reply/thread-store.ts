import type { EntityManager } from 'typeorm'
import type { Turn } from '../provider/provider.ts'

/** What was said up to a message, along its branch, and the conversation's own instructions. */
export interface Thread {
  instructions: string | null
  /** Oldest first; the last one is the message itself. */
  turns: Turn[]
}

/** Turns further back than this are never read, however large the model's window. */
const mostMessages = 1_000

interface ThreadRow {
  text: string
  answer: string | null
  instructions: string | null
}

// From the message back along its branch; `size` stops it once more text was read than any trimming would keep.
const threadStatement = `
  WITH RECURSIVE thread (message_id, after_reply_id, text, answer, depth, size) AS (
    SELECT id, after_reply_id, text, NULL::text, 0, length(text)::bigint FROM message WHERE id = $1
    UNION ALL
    SELECT message.id, message.after_reply_id, message.text, coalesce(reply.text, ''), depth + 1,
           size + length(message.text) + coalesce(length(reply.text), 0)
    FROM thread
    JOIN reply ON reply.id = thread.after_reply_id
    JOIN message ON message.id = reply.message_id
    WHERE depth < $2 AND size < $3
  )
  SELECT thread.text, thread.answer, conversation.instructions
  FROM thread
  CROSS JOIN (SELECT conversation_id FROM message WHERE id = $1) AS newest
  JOIN conversation ON conversation.id = newest.conversation_id
  ORDER BY depth DESC`

/** What a model has to read before it answers. */
export class ThreadStore {
  constructor(private readonly manager: EntityManager) {}

  /** The thread that ends with a message, as far back as `contextTokens` could hold; undefined where the message is gone. */
  async upTo(messageId: string, contextTokens: number): Promise<Thread | undefined> {
    // No tokenizer makes a token of more than a handful of characters on average; eight is generous.
    const parameters = [messageId, mostMessages, contextTokens * 8]
    const rows = await this.manager.query<ThreadRow[]>(threadStatement, parameters)
    const [oldest] = rows
    if (!oldest) return undefined
    const turns = rows.flatMap(({ text, answer }): Turn[] => [
      { role: 'user', text },
      // A reply that failed without a word leaves nothing to show the model.
      ...(answer ? [{ role: 'assistant' as const, text: answer }] : []),
    ])
    return { instructions: oldest.instructions, turns }
  }
}
