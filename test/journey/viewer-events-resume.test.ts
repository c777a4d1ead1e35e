import fc from 'fast-check'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatEventCursor } from '../../src/viewer-events/event-cursor.ts'
import { viewerEventsChannel } from '../../src/viewer-events/record-events.ts'
import { ViewerEventStore, type NewViewerEvent } from '../../src/viewer-events/viewer-event-store.ts'
import type { ChatClient } from '../kit/client.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { DatabaseProxy } from '../kit/database-proxy.ts'
import { eventually } from '../kit/eventually.ts'
import { startFakeVendor, type FakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'
import { eventCursor, ViewerFollowing } from '../kit/viewer-following.ts'

let database: TestDatabase
let vendor: FakeVendor
let here: StartedParley
let there: StartedParley
let viewer: ChatClient
let viewerId: string
let conversationId: string
beforeAll(async () => {
  database = await createTestDatabase()
  vendor = await startFakeVendor()
  const start = () => startParley({ databaseUrl: database.url, vendor })
  ;[here, there] = await Promise.all([start(), start()])
})
beforeEach(async () => {
  viewer = await here.signIn()
  viewerId = (await viewer.ask<{ viewer: { id: string } }>('{ viewer { id } }')).viewer.id
  conversationId = (await viewer.chat('Hello')).conversation.id
})
afterEach(async () => {
  for (const following of followings.splice(0)) await following.close()
})
afterAll(async () => {
  await Promise.all([here.close(), there.close()])
  await vendor.stop()
  await database.drop()
})

const followings: ViewerFollowing[] = []

function follow(client: ChatClient, after?: string): ViewerFollowing {
  const following = new ViewerFollowing(client, after)
  followings.push(following)
  return following
}

const rename = (client: ChatClient, title: string) =>
  client.ask('mutation ($id: ID!, $title: String!) { renameConversation(id: $id, title: $title) { id } }', {
    id: conversationId,
    title,
  })

/** Records events as a process does whose every hint is lost. */
const recordSilently = (count: number): Promise<number> =>
  new ViewerEventStore(here.db.manager).record(
    viewerId,
    Array.from({ length: count }, (): NewViewerEvent => ({ kind: 'conversation-changed', conversationId })),
  )

const cursorsOf = (following: ViewerFollowing) => following.events.map(({ cursor }) => cursor)
const cursorAt = (sequence: number) => formatEventCursor({ viewerId, sequence })
const cursorsBetween = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => cursorAt(from + 1 + index))

describe('a follower that comes back', () => {
  it('is brought exactly what came after its cursor, wherever and however often it was cut', async () => {
    const cut = fc.record({
      record: fc.integer({ min: 1, max: 70 }),
      hint: fc.boolean(),
      read: fc.integer({ min: 1, max: 60 }),
      remote: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 6 }), async (cuts) => {
        const from = await recordSilently(1)
        let newest = from
        let cursor = cursorAt(from)
        const seen: string[] = []
        for (const { record, hint, read, remote } of cuts) {
          const following = follow(remote ? viewer.at(there.url) : viewer, cursor)
          newest = await recordSilently(record)
          if (hint) await here.db.query('SELECT pg_notify($1, $2)', [viewerEventsChannel, `${viewerId}:${newest}`])
          await following.count(Math.min(read, newest - from - seen.length))
          following.cut()
          await following.over()
          seen.push(...cursorsOf(following))
          cursor = following.cursor ?? cursor
        }
        const last = await follow(viewer, cursor).count(newest - from - seen.length)
        expect([...seen, ...cursorsOf(last)]).toEqual(cursorsBetween(from, newest))
        for (const following of followings.splice(0)) await following.close()
      }),
      { numRuns: 30 },
    )
  }, 120_000)

  it('is brought 1,000 events in pages, each in the same few statements', async () => {
    const newest = await recordSilently(1_000)
    const from = here.statements.length
    const following = await follow(viewer, cursorAt(newest - 1_000)).count(1_000)
    expect(cursorsOf(following)).toEqual(cursorsBetween(newest - 1_000, newest))
    const mine = here.statements.slice(from).filter(({ parameters }) => JSON.stringify(parameters).includes(viewerId))
    const pages = mine.filter(({ sql }) => /LEFT JOIN LATERAL/.test(sql))
    expect(pages).toHaveLength(20)
    const nodes = here.statements.slice(from).filter(({ sql }) => /FROM "conversation"/.test(sql))
    expect(nodes.length).toBeLessThanOrEqual(20)
  })

  it('is told once where it was away for too long, and goes on from there', async () => {
    const newest = await recordSilently(20)
    await here.db.query('DELETE FROM viewer_event WHERE viewer_id = $1 AND sequence <= $2', [viewerId, newest - 10])
    const following = await follow(viewer, cursorAt(newest - 15)).count(1)
    expect(following.events).toEqual([{ __typename: 'EventsMissed', cursor: cursorAt(newest) }])
    await rename(viewer, 'New')
    await following.count(2)
    expect(following.events[1]).toMatchObject({ __typename: 'ConversationChanged', cursor: cursorAt(newest + 1) })
    // Just what is kept: nothing is missed.
    const inTime = await follow(viewer, cursorAt(newest - 10)).count(11)
    expect(inTime.kinds).not.toContain('EventsMissed')
  })

  it('is told so where nothing at all is kept any more', async () => {
    const newest = await recordSilently(5)
    await here.db.query('DELETE FROM viewer_event WHERE viewer_id = $1', [viewerId])
    const following = await follow(viewer, cursorAt(0)).count(1)
    expect(following.events).toEqual([{ __typename: 'EventsMissed', cursor: cursorAt(newest) }])
  })

  it.each([
    ['that is garbage', () => 'garbage'],
    ['of the future', () => cursorAt(1_000_000)],
    ['of another viewer', () => formatEventCursor({ viewerId: '0197b1c2-0000-7000-8000-000000000001', sequence: 1 })],
    ['of a reply', () => '0:0'],
  ])('is refused with a cursor %s', async (_, make) => {
    const [refusal] = await follow(viewer, make()).refusal()
    expect(refusal?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false })
  })
})

describe('a follower of a process whose database goes away', () => {
  it('stays, and is brought what happened elsewhere once the database is back', async () => {
    const proxy = await DatabaseProxy.to(database.url)
    await proxy.open()
    const lonely = await startParley({ databaseUrl: proxy.url, vendor })
    try {
      const following = follow(viewer.at(lonely.url), await eventCursor(viewer))
      await rename(viewer, 'To know that it is followed')
      await following.count(1)
      await proxy.close()
      await rename(viewer, 'While it is away')
      const told = () => lonely.logs.some(({ message }) => message.startsWith('events of viewers'))
      await eventually(told, { withinMs: 15_000 })
      await proxy.open()
      await following.count(2)
    } finally {
      await lonely.close()
      await proxy.close()
    }
  }, 60_000)
})

describe('an event whose hint is lost', () => {
  it('arrives all the same', async () => {
    const following = follow(viewer, await eventCursor(viewer))
    await rename(viewer, 'To know that it is followed')
    await following.count(1)
    await recordSilently(3)
    await following.count(4)
  })

  it('arrives where every listening connection is broken again and again', async () => {
    const following = follow(viewer.at(there.url), await eventCursor(viewer))
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    try {
      for (let round = 1; round <= 5; round++) {
        await client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'parley notifications'`,
        )
        await rename(viewer, `Round ${round}`)
        await following.count(round)
      }
    } finally {
      await client.end()
    }
  })
})
