import type { DataSource, Logger } from 'typeorm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ConversationStore } from '../../src/conversation/conversation-store.ts'
import { createDataSource } from '../../src/database/data-source.ts'
import { ReplyStore } from '../../src/reply/reply-store.ts'
import { EventSweeper } from '../../src/viewer-events/event-sweeper.ts'
import { ViewerEventStore, type NewViewerEvent } from '../../src/viewer-events/viewer-event-store.ts'
import { ViewerEvents } from '../../src/viewer-events/viewer-events.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'
import { openReply } from './open-reply.ts'

let database: TestDatabase
let db: DataSource
let store: ViewerEventStore
let statements: string[]
let events: ViewerEvents
/** What one viewer has: a conversation with a message and a reply. */
let viewerId: string
let kinds: NewViewerEvent[]
beforeAll(async () => {
  database = await createTestDatabase()
  db = createDataSource({ url: database.url })
  db.logger = {
    logQuery: (sql: string) => void statements.push(sql),
    logQueryError: () => undefined,
  } as unknown as Logger
  statements = []
  await db.initialize()
  store = new ViewerEventStore(db.manager)
})
beforeEach(async () => {
  const { replyId } = await openReply(db)
  const [row] = await db.query<{ viewer: string; conversation: string; message: string }[]>(
    `SELECT viewer_id AS viewer, conversation_id AS conversation, message.id AS message
     FROM message JOIN reply ON reply.message_id = message.id WHERE reply.id = $1`,
    [replyId],
  )
  const { viewer, conversation: conversationId, message: messageId } = row!
  viewerId = viewer
  kinds = [
    { kind: 'conversation-created', conversationId },
    { kind: 'message-sent', conversationId, messageId },
    { kind: 'reply-opened', conversationId, messageId, replyId },
    { kind: 'reply-selected', conversationId, messageId, replyId },
    { kind: 'reply-settled', conversationId, messageId, replyId },
    { kind: 'conversation-changed', conversationId },
  ]
  const stores = { conversations: new ConversationStore(db.manager), replies: new ReplyStore(db.manager) }
  // Slow to look by itself: whoever is woken here was told.
  events = new ViewerEvents({ store, ...stores, onError: (error) => failures.push(error), pollEveryMs: 3_600_000 })
  failures.length = 0
})
afterEach(async () => {
  await events.close()
  expect(failures).toEqual([])
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const failures: unknown[] = []

/** Many events, of every kind in turn. */
const many = (count: number) => Array.from({ length: count }, (_, index) => kinds[index % kinds.length]!)

describe('a follower of a viewer', () => {
  it('leaves nothing behind when it leaves while it waits, and is told that it is over', async () => {
    const readers = await Promise.all([1, 2, 3].map(() => events.follow(viewerId, undefined)))
    const waiting = readers.map((reader) => reader.next())
    await eventually(() => events.following.waiting === 3)
    for (const reader of readers) await reader.return()
    for (const next of waiting) expect(await next).toEqual({ value: undefined, done: true })
    expect(events.following).toEqual({ viewers: 0, waiting: 0 })
    expect(await readers[0]!.next()).toEqual({ value: undefined, done: true })
  })

  it('leaves nothing behind where it is refused', async () => {
    await expect(events.follow(viewerId, 1)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(events.following).toEqual({ viewers: 0, waiting: 0 })
  })

  it('reads nothing that it has not asked for: a page at most, in the same few statements', async () => {
    await store.record(viewerId, many(200))
    const reader = await events.follow(viewerId, 0)
    statements.length = 0
    await reader.next()
    // The events, and what they are about: conversations, messages and replies.
    expect(statements).toHaveLength(4)
    for (let count = 1; count < 50; count++) await reader.next()
    expect(statements).toHaveLength(4)
    await reader.next()
    expect(statements).toHaveLength(8)
    await reader.return()
  })

  it('shares what is read with others that stand where it stands', async () => {
    const readers = await Promise.all([1, 2, 3].map(() => events.follow(viewerId, undefined)))
    const waiting = readers.map((reader) => reader.next())
    await eventually(() => events.following.waiting === 3)
    const newest = await store.record(viewerId, kinds.slice(0, 1))
    statements.length = 0
    events.hear(`${viewerId}:${newest}`)
    for (const next of waiting) expect(await next).toMatchObject({ value: { kind: 'conversation-created' } })
    expect(statements).toHaveLength(2)
    for (const reader of readers) await reader.return()
  })

  it('is brought each event once where it asks for several at a time', async () => {
    await store.record(viewerId, many(120))
    const reader = await events.follow(viewerId, 0)
    const results = await Promise.all(Array.from({ length: 120 }, () => reader.next()))
    expect(results.map(({ value }) => value?.sequence)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
    await reader.return()
  })

  it('is told where a database that was put back lacks what it has seen', async () => {
    await store.record(viewerId, many(10))
    const reader = await events.follow(viewerId, 10)
    const next = reader.next()
    next.catch(() => undefined)
    await eventually(() => events.following.waiting === 1)
    await db.query('UPDATE viewer_event_counter SET newest = 5 WHERE viewer_id = $1', [viewerId])
    events.hear(`${viewerId}:11`)
    await expect(next).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(events.following.viewers).toBe(0)
  })

  it('takes no harm from a hint that says nothing', async () => {
    const reader = await events.follow(viewerId, undefined)
    const next = reader.next()
    for (const hint of ['', ',', `${viewerId}`, `${viewerId}:`, `${viewerId}:x`, ':::,:']) events.hear(hint)
    const newest = await store.record(viewerId, kinds.slice(0, 1))
    events.hear(`x,${viewerId}:${newest},`)
    expect(await next).toMatchObject({ value: { sequence: newest } })
    await reader.return()
  })
})

describe('the sweep', () => {
  const kept = async () => (await store.after(viewerId, 0, 100_000)).events.map(({ sequence }) => sequence)
  const sweeper = (options: { days?: number; perViewer?: number }) =>
    new EventSweeper({ store, onError: (error) => failures.push(error), ...options })

  it('keeps the newest events of each viewer, and removes the rest in batches', async () => {
    await store.record(viewerId, many(2_600))
    await sweeper({ perViewer: 10 }).sweep()
    expect(await kept()).toEqual(Array.from({ length: 10 }, (_, index) => 2_591 + index))
  })

  it('removes what is too old', async () => {
    await store.record(viewerId, many(20))
    await db.query(
      `UPDATE viewer_event SET created_at = now() - interval '31 days' WHERE viewer_id = $1 AND sequence <= 15`,
      [viewerId],
    )
    await sweeper({}).sweep()
    expect(await kept()).toEqual([16, 17, 18, 19, 20])
  })

  it('is left to the process that is at it', async () => {
    await store.record(viewerId, many(20))
    const other = db.createQueryRunner()
    try {
      await other.query('SELECT pg_advisory_lock(4207219)')
      await sweeper({ perViewer: 10 }).sweep()
      expect(await kept()).toHaveLength(20)
    } finally {
      await other.query('SELECT pg_advisory_unlock(4207219)')
      await other.release()
    }
  })
})
