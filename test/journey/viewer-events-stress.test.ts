import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ViewerEventStore } from '../../src/viewer-events/viewer-event-store.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { startFakeVendor, type FakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import { startParley } from '../kit/parley.ts'
import { ViewerFollowing } from '../kit/viewer-following.ts'

let database: TestDatabase
let vendor: FakeVendor
beforeAll(async () => {
  database = await createTestDatabase()
  vendor = await startFakeVendor({ answer: () => 'Yes.' })
})
afterAll(async () => {
  await vendor.stop()
  await database.drop()
})

/** What a client may be told where others delete and send at the same time. */
const expected = ['CONFLICT', 'NOT_FOUND']

it('takes 200 sends, renamings, stops, other replies and deletions of one viewer at once, through two processes, without a deadlock', async () => {
  const env = { PARLEY_MAX_REPLIES_PER_VIEWER: '200', PARLEY_MAX_WAITING: '5000' }
  const start = () => startParley({ databaseUrl: database.url, vendor, env })
  const [here, there] = await Promise.all([start(), start()])
  const viewer = await here.signIn()
  const ways = [viewer, viewer.at(there.url)]
  const following = new ViewerFollowing(ways[1]!)
  const codes: string[] = []
  const gql = async (index: number, query: string, variables: object) => {
    const { errors = [] } = await ways[index % 2]!.gql(query, variables)
    codes.push(...errors.map(({ extensions }) => extensions.code))
  }

  const sent = await Promise.all(Array.from({ length: 40 }, (_, index) => ways[index % 2]!.send(`Message ${index}`)))
  await Promise.all(
    sent.flatMap(({ conversation: { id }, message, reply }, index) => [
      gql(index, 'mutation ($id: ID!) { stopReply(replyId: $id) { id } }', { id: reply.id }),
      gql(index + 1, 'mutation ($id: ID!) { renameConversation(id: $id, title: "New") { id } }', { id }),
      gql(index, 'mutation ($id: ID!) { selectReply(replyId: $id) { id } }', { id: reply.id }),
      gql(index + 1, 'mutation ($id: ID!) { regenerateReply(messageId: $id) { id } }', { id: message.id }),
      ...(index % 2 ? [gql(index, 'mutation ($id: ID!) { deleteConversation(id: $id) }', { id })] : []),
      gql(index, 'mutation ($id: ID!) { sendMessage(input: { conversationId: $id, text: "More" }) { reply { id } } }', {
        id,
      }),
    ]),
  )
  expect(codes.filter((code) => !expected.includes(code))).toEqual([])

  const viewerId = (await viewer.ask<{ viewer: { id: string } }>('{ viewer { id } }')).viewer.id
  const { events, newest } = await new ViewerEventStore(here.db.manager).after(viewerId, 0, 10_000)
  expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: newest }, (_, index) => index + 1))
  expect(events.filter(({ kind }) => kind === 'conversation-deleted')).toHaveLength(20)
  expect(following.outcome).toBeUndefined()

  await following.close()
  await Promise.all([here.close(), there.close()])
  // Once the connections are closed, what they met is counted.
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()')
  await client.end()
  expect(rows).toEqual([{ deadlocks: 0 }])
}, 120_000)
