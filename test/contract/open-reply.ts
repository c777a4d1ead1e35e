import type { DataSource } from 'typeorm'
import { v7 as uuidv7 } from 'uuid'
import { ConversationStore } from '../../src/conversation/conversation-store.ts'
import { EpochTape } from '../../src/reply-log/epoch-tape.ts'
import { beganAnew, carryOn } from '../../src/reply-log/lineage.ts'
import type { Lease, ReplyLog } from '../../src/reply-log/reply-log.ts'
import { AttemptStore } from '../../src/reply/attempt-store.ts'
import { ReplyStore } from '../../src/reply/reply-store.ts'

/** A reply as sendMessage opens it: its lease, in epoch 0. */
export async function openReply(db: DataSource): Promise<Lease> {
  const [viewerId, conversationId, messageId, replyId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()]
  await db.query('INSERT INTO viewer (id) VALUES ($1)', [viewerId])
  const conversations = new ConversationStore(db.manager)
  await conversations.create({ id: conversationId, viewerId, title: null, instructions: null })
  const conversation = await conversations.findOwned(conversationId, viewerId)
  await conversations.appendMessage(conversation!, {
    id: messageId,
    viewerId,
    text: 'Tell me.',
    afterReplyId: null,
    clientMessageId: null,
    requestFingerprint: null,
  })
  await new ReplyStore(db.manager).open({ id: replyId, messageId, model: 'fake/one', writerId: uuidv7() })
  return { replyId, fence: 1, epoch: 0 }
}

/** Lets a lease run out and takes it over, as another process does once its holder is silent; its epoch stays. */
async function takeLease(db: DataSource, { replyId }: Lease): Promise<Lease> {
  const [rows] = await db.query<[{ fence: number; epoch: number }[]]>(
    'UPDATE reply SET fence = fence + 1 WHERE id = $1 RETURNING fence, epoch',
    [replyId],
  )
  return { replyId, ...rows[0]! }
}

/** Takes a reply over and begins it anew. */
export async function takeOver(db: DataSource, lease: Lease): Promise<Lease> {
  const taken = await takeLease(db, lease)
  const begun = await new AttemptStore(db.manager).beginEpoch(taken, {
    lineage: beganAnew('recovery'),
    attempt: null,
  })
  if (!begun) throw new Error('the lease was lost at once')
  return begun
}

/** Takes a reply over and goes on after what is stored of it, in the next epoch. */
export async function carryOver(db: DataSource, log: ReplyLog, lease: Lease) {
  const taken = await takeLease(db, lease)
  const kept = (await log.kept(lease.replyId))!
  const lineage = carryOn(kept.lineage, { epoch: kept.tape.epoch, position: kept.tape.length }, 'recovery')
  const begun = await new AttemptStore(db.manager).beginEpoch(taken, { lineage, attempt: null })
  if (!begun) throw new Error('the lease was lost at once')
  const tape = EpochTape.of(begun.epoch, kept.tape.text, kept.tape.marks)
  return { lease: begun, appender: log.open(begun, { tape, lineage, rejoined: false }) }
}

/** Takes a reply over and joins its run again: the same text comes once more behind what is stored, in the same epoch. */
export async function rejoin(db: DataSource, log: ReplyLog, lease: Lease) {
  const taken = await takeLease(db, lease)
  const { tape, lineage, place } = (await log.kept(lease.replyId))!
  return { lease: taken, place, appender: log.open(taken, { tape, lineage, rejoined: true }) }
}
