import { setTimeout as delay } from 'node:timers/promises'
import type { AttemptRow, FinalMessage } from '../checker/records.ts'
import * as operations from '../client/operations.ts'
import type { Viewer } from '../client/viewer.ts'
import type { ClusterDatabase } from './database.ts'

/** What history shows of all that these viewers have, once every reply is final or the patience is over. */
export async function finalMessages(viewers: readonly Viewer[], patienceMs: number): Promise<FinalMessage[]> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const messages = (await Promise.all(viewers.map(messagesOf))).flat()
    const open = messages.some(({ replies }) => replies.some(({ status }) => isOpen(status)))
    if (!open || performance.now() > deadline) return messages
    await delay(250)
  }
}

const isOpen = (status: string): boolean => status === 'PENDING' || status === 'STREAMING'

async function messagesOf(viewer: Viewer): Promise<FinalMessage[]> {
  const messages: FinalMessage[] = []
  for await (const { id: conversationId } of conversationsOf(viewer)) {
    const page = async (after: string | null) => {
      const variables = { conversationId, first: 100, after }
      const answer = await viewer.askUntilTold<{ history: operations.Page<operations.MessageAnswer> }>(
        operations.history,
        variables,
      )
      return answer.data?.history
    }
    for await (const message of nodesOf(page)) {
      const { id, text, clientMessageId: key } = message
      const replies = message.replies.map(({ error, ...reply }) => ({ ...reply, errorCode: error?.code }))
      messages.push({ id, viewer: viewer.name, conversationId, key, text, replies })
    }
  }
  return messages
}

const conversationsOf = (viewer: Viewer): AsyncIterable<{ id: string }> =>
  nodesOf(async (after) => {
    const answer = await viewer.askUntilTold<{ conversations: operations.Page<{ id: string }> }>(
      operations.conversations,
      { after },
    )
    return answer.data?.conversations
  })

type ReadPage<Node> = (
  after: string | null,
) => Promise<{ edges: { node: Node }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } | undefined>

async function* nodesOf<Node>(read: ReadPage<Node>): AsyncIterable<Node> {
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<ReadPage<Node>>> = await read(after)
    if (!page) throw new Error('a page could not be read')
    for (const { node } of page.edges) yield node
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
  } while (after !== null)
}

/** The recorded calls to providers, of all replies. No client can see them, so the table is asked. */
export function attemptsIn(database: ClusterDatabase): Promise<AttemptRow[]> {
  return database.query<{ replyId: string; status: string }>(
    'SELECT reply_id AS "replyId", status FROM reply_attempt ORDER BY reply_id, ordinal',
  )
}
