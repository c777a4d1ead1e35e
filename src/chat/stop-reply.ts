import { setTimeout as wait } from 'node:timers/promises'
import type { Viewer } from '../access/viewer.ts'
import { notFound } from '../errors.ts'
import { isSettled, type ReplyEntity } from '../reply/reply.entity.ts'
import { ReplyStore } from '../reply/reply-store.ts'
import type { ChatDeps } from './deps.ts'
import { knownId } from './input.ts'

/** A dead writer's lease runs out and its reply is taken over well within this. */
const patienceMs = 8_000
const pollMs = 50

/** Ends a reply for every viewer, whichever process writes it, and resolves once it is settled. One that is settled stays as it is. */
export const stopReply =
  ({ db, writer }: ChatDeps) =>
  async (viewer: Viewer, id: string): Promise<ReplyEntity> => {
    const replyId = knownId(id, () => notFound('reply'))
    const replies = new ReplyStore(db.manager)
    const reply = await replies.findOwned(replyId, viewer.id)
    if (!reply) throw notFound('reply')
    if (isSettled(reply)) return reply
    if (await writer.stop(replyId)) {
      const now = await replies.find(replyId)
      // Still open where this process lost its lease or hands over: then the next writer has to be told.
      if (!now || isSettled(now)) return now ?? reply
    }
    await replies.requestStop(replyId)
    return untilSettled(replies, reply)
  }

async function untilSettled(replies: ReplyStore, before: ReplyEntity): Promise<ReplyEntity> {
  const deadline = performance.now() + patienceMs
  let reply = before
  while (!isSettled(reply) && performance.now() < deadline) {
    await wait(pollMs)
    const now = await replies.find(reply.id)
    if (!now) throw notFound('reply')
    reply = now
  }
  // Past the deadline the request still stands in the row; whoever holds the lease next obeys it.
  return reply
}
