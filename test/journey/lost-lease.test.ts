import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openReply } from '../contract/open-reply.ts'
import type { ChatClient } from '../kit/client.ts'
import { eventually } from '../kit/eventually.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'

let parley: StartedParley
let viewer: ChatClient
beforeAll(async () => {
  parley = await startParley()
})
beforeEach(async () => {
  parley.vendor.reset()
  viewer = await parley.signIn()
})
afterAll(() => parley.close())

describe('a reply that another process took over unnoticed', () => {
  it('is stopped all the same, although the process that is asked still takes itself for its writer', async () => {
    parley.vendor.script({ hang: true })
    const { reply } = await viewer.send('Go on')
    await parley.vendor.nextRequest()
    // As a takeover does; its holder then dies without a word.
    await parley.db.query(
      `UPDATE reply SET fence = fence + 1, writer_id = gen_random_uuid(),
         lease_expires_at = clock_timestamp() + interval '1 second' WHERE id = $1`,
      [reply.id],
    )
    expect(await viewer.stop(reply.id)).toMatchObject({ status: 'STOPPED' })
    expect(parley.vendor.requests).toHaveLength(1)
  })
})

describe('the replies of a process that died', () => {
  it('are all taken over within five seconds, however many they are', async () => {
    const leases = []
    for (let count = 0; count < 150; count++) leases.push(await openReply(parley.db))
    // Asked to stop, so that no model has to answer them.
    await parley.db.query(
      `UPDATE reply SET lease_expires_at = clock_timestamp(), stop_requested_at = clock_timestamp()
       WHERE id = ANY ($1::uuid[])`,
      [leases.map(({ replyId }) => replyId)],
    )
    await eventually(
      async () => {
        const [row] = await parley.db.query<{ open: number }[]>(
          `SELECT count(*)::int AS open FROM reply WHERE text IS NULL`,
        )
        return row?.open === 0
      },
      { withinMs: 4_500, everyMs: 100, what: 'the end of all replies' },
    )
  })
})
