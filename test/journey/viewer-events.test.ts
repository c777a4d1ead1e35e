import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ViewerEventStore } from '../../src/viewer-events/viewer-event-store.ts'
import type { ChatClient } from '../kit/client.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { startFakeVendor, type FakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'
import { eventCursor, ViewerFollowing } from '../kit/viewer-following.ts'

// Two of everything that a process has, on one database: they meet nowhere else.
let database: TestDatabase
let vendor: FakeVendor
let here: StartedParley
let there: StartedParley
let viewer: ChatClient
let elsewhere: ChatClient
beforeAll(async () => {
  database = await createTestDatabase()
  vendor = await startFakeVendor()
  const start = () => startParley({ databaseUrl: database.url, vendor })
  ;[here, there] = await Promise.all([start(), start()])
})
beforeEach(async () => {
  vendor.reset()
  viewer = await here.signIn()
  elsewhere = viewer.at(there.url)
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

const rename = 'mutation ($id: ID!, $title: String!) { renameConversation(id: $id, title: $title) { id } }'
const instruct = 'mutation ($id: ID!) { setInstructions(conversationId: $id, instructions: "Be brief") { id } }'
const select = 'mutation ($id: ID!) { selectReply(replyId: $id) { id } }'

const viewerIdOf = async (client: ChatClient): Promise<string> =>
  (await client.ask<{ viewer: { id: string } }>('{ viewer { id } }')).viewer.id

async function recorded(client: ChatClient): Promise<{ sequence: number; kind: string }[]> {
  const { events } = await new ViewerEventStore(here.db.manager).after(await viewerIdOf(client), 0, 100_000)
  return events
}

describe('viewerEvents', () => {
  it('brings everything that happens, in order and with what it is about, to followers on both processes', async () => {
    const cursor = await eventCursor(viewer)
    const both = [follow(viewer, cursor), follow(elsewhere, cursor)]
    const { conversation, message, reply } = await viewer.chat('First words')
    await both[0]!.count(4)
    await elsewhere.ask(rename, { id: conversation.id, title: 'Mine' })
    await viewer.ask(instruct, { id: conversation.id })
    const second = await elsewhere.regenerate(message.id)
    await elsewhere.follow(second.id).end()
    await both[0]!.count(8)
    await viewer.ask(select, { id: reply.id })
    await viewer.remove(conversation.id)
    for (const following of both) await following.count(10)

    const { id: conversationId } = conversation
    expect(both[0]!.events.slice(0, 7)).toMatchObject([
      { __typename: 'ConversationChanged', created: true, conversation: { id: conversationId, title: 'First words' } },
      { __typename: 'MessageSent', conversationId, message: { id: message.id, text: 'First words' } },
      { __typename: 'ReplyOpened', conversationId, messageId: message.id, reply: { id: reply.id } },
      { __typename: 'ReplySettled', messageId: message.id, reply: { id: reply.id, status: 'COMPLETED' } },
      { __typename: 'ConversationChanged', created: false, conversation: { title: 'Mine' } },
      { __typename: 'ConversationChanged', created: false, conversation: { instructions: 'Be brief' } },
      { __typename: 'ReplyOpened', messageId: message.id, reply: { id: second.id } },
    ])
    expect(both[0]!.events.slice(7)).toMatchObject([
      { __typename: 'ReplySettled', reply: { id: second.id, text: expect.stringContaining('First words') as string } },
      { __typename: 'ReplySelected', conversationId, message: { id: message.id, reply: { id: reply.id } } },
      { __typename: 'ConversationDeleted', conversationId },
    ])
    expect(both[1]!.kinds).toEqual(both[0]!.kinds)
    expect(both[1]!.events.map(({ cursor }) => cursor)).toEqual(both[0]!.events.map(({ cursor }) => cursor))
    await elsewhere.close()
  }, 60_000)

  it('tells of the older reply that a branch puts in use', async () => {
    const { conversation, message, reply } = await viewer.chat('Hello')
    const second = await viewer.regenerate(message.id)
    await viewer.follow(second.id).end()
    const following = follow(viewer, await eventCursor(viewer))
    await viewer.chat('A branch', { conversationId: conversation.id, afterReplyId: reply.id })
    await following.count(5)
    expect(following.kinds).toEqual([
      'ReplySelected',
      'ConversationChanged',
      'MessageSent',
      'ReplyOpened',
      'ReplySettled',
    ])
    expect(following.events[0]).toMatchObject({ message: { id: message.id, reply: { id: reply.id } } })
  })

  it('tells how a reply ended that failed or was stopped', async () => {
    const following = follow(viewer, await eventCursor(viewer))
    vendor.script({ status: 400, body: { error: { message: 'no' } } })
    await viewer.chat('Fail')
    vendor.script({ chunks: ['kept'], finishReason: null, done: false, end: 'stall' })
    const { reply } = await viewer.send('Go on')
    await elsewhere.stop(reply.id)
    await following.count(8)
    const ends = following.events.flatMap((event) => (event.__typename === 'ReplySettled' ? [event.reply.status] : []))
    expect(ends).toEqual(['FAILED', 'STOPPED'])
  })

  it('leaves out what was deleted meanwhile, and tells of the deletion', async () => {
    const cursor = await eventCursor(viewer)
    const doomed = await viewer.chat('Delete me')
    const kept = await viewer.chat('Keep me')
    await viewer.remove(doomed.conversation.id)
    const following = await follow(elsewhere, cursor).count(5)
    expect(following.kinds).toEqual([
      'ConversationChanged',
      'MessageSent',
      'ReplyOpened',
      'ReplySettled',
      'ConversationDeleted',
    ])
    expect(following.events[0]).toMatchObject({ conversation: { id: kept.conversation.id } })
    expect(following.events[4]).toMatchObject({ conversationId: doomed.conversation.id })
  })

  it('begins now without a cursor', async () => {
    await viewer.chat('Before')
    const following = follow(viewer)
    // It is subscribed once it brings something; what was before would have come first.
    const { id } = (await viewer.send('A conversation to rename')).conversation
    for (let title = 0; following.events.length < 3; title++) await viewer.ask(rename, { id, title: `Title ${title}` })
    expect(JSON.stringify(following.events)).not.toContain('Before')
  })

  it('brings each viewer their own, whatever others do', async () => {
    const stranger = await there.signIn()
    const following = follow(stranger, await eventCursor(stranger))
    await viewer.chat('Mine alone')
    await stranger.chat('Hello')
    await following.count(4)
    expect(JSON.stringify(following.events)).not.toContain('Mine alone')
    expect(following.events[1]).toMatchObject({ message: { text: 'Hello' } })
  })
})

describe('what happens and what is recorded', () => {
  it('are one: a send that fails leaves no event, one that is repeated leaves no more', async () => {
    const { conversation } = await viewer.chat('Hello')
    const before = await recorded(viewer)
    expect(before.map(({ kind }) => kind)).toEqual([
      'conversation-created',
      'message-sent',
      'reply-opened',
      'reply-settled',
    ])
    const refused = await viewer.trySend('Hello', { conversationId: conversation.id, afterReplyId: randomUUID() })
    expect(refused.errors).toHaveLength(1)
    expect((await viewer.trySend('Hello', { conversationId: randomUUID() })).errors).toHaveLength(1)
    expect((await viewer.gql(rename, { id: randomUUID(), title: 'No' })).errors).toHaveLength(1)
    expect(await recorded(viewer)).toEqual(before)

    const clientMessageId = randomUUID()
    const sends = Array.from({ length: 6 }, (_, index) =>
      [viewer, elsewhere][index % 2]!.send('Once', { conversationId: conversation.id, clientMessageId }),
    )
    const [sent] = await Promise.all(sends)
    await viewer.follow(sent!.reply.id).end()
    expect((await recorded(viewer)).slice(before.length).map(({ kind }) => kind)).toEqual([
      'conversation-changed',
      'message-sent',
      'reply-opened',
      'reply-settled',
    ])
  })

  it('fail together: where the event cannot be written, nothing is sent', async () => {
    const rows = await here.countRows()
    await here.db.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $$no$$; END'`,
    )
    await here.db.query('CREATE TRIGGER refuse BEFORE INSERT ON viewer_event FOR EACH ROW EXECUTE FUNCTION refuse()')
    try {
      expect((await viewer.trySend('Hello')).errors).toHaveLength(1)
      expect(await here.countRows()).toEqual(rows)
      expect(vendor.requests).toEqual([])
    } finally {
      await here.db.query('DROP FUNCTION refuse CASCADE')
    }
  })

  it('stand in one sequence without gaps, however many send at once through both processes', async () => {
    const cursor = await eventCursor(viewer)
    const both = [follow(viewer, cursor), follow(elsewhere, cursor)]
    const sends = Array.from({ length: 30 }, (_, index) => [viewer, elsewhere][index % 2]!.send(`Message ${index}`))
    const sent = await Promise.all(sends)
    for (const following of both) await following.count(120, 30_000)

    const events = await recorded(viewer)
    expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
    const [near, far] = both.map((following) => following.events.map(({ cursor }) => cursor))
    expect(far).toEqual(near)
    expect(new Set(near).size).toBe(120)
    for (const { message } of sent) {
      const told = both[1]!.events.filter(
        (event) => event.__typename === 'MessageSent' && event.message.id === message.id,
      )
      expect(told).toHaveLength(1)
    }
  }, 60_000)
})
