import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChatClient } from '../kit/client.ts'
import { eventually } from '../kit/eventually.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'

let parley: StartedParley
beforeAll(async () => {
  parley = await startParley({
    env: { PARLEY_MAX_REPLIES: '4', PARLEY_MAX_REPLIES_PER_VIEWER: '2', PARLEY_MAX_WAITING: '20' },
  })
})
beforeEach(() => parley.vendor.reset())
afterEach(() => parley.vendor.reset())
afterAll(() => parley.close())

const asked = () => parley.vendor.requests.map(({ lastUserText }) => lastUserText)

/** Replies that hang at the vendor until they are stopped, each with what it was asked. */
async function sendAll(viewer: ChatClient, texts: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const text of texts) ids.push((await viewer.send(text)).reply.id)
  return ids
}

describe('more replies than a process writes at once', () => {
  it('wait for their turn, a share for each viewer, and begin as others end', async () => {
    const [one, other] = [await parley.signIn(), await parley.signIn()]
    for (let count = 0; count < 6; count++) parley.vendor.script({ hang: true })
    const ids = await sendAll(one, ['one 1', 'one 2', 'one 3', 'one 4'])
    await eventually(() => asked().length === 2)
    const others = await sendAll(other, ['other 1'])
    // Whoever sends little is not kept waiting by whoever sends much.
    await eventually(() => asked().length === 3)
    expect(asked().sort()).toEqual(['one 1', 'one 2', 'other 1'])
    expect(await one.reply(ids[2]!)).toMatchObject({ status: 'PENDING' })

    await one.stop(ids[0]!)
    await eventually(() => asked().includes('one 3'))
    // One that waits is stopped without ever having been asked for.
    expect(await one.stop(ids[3]!)).toMatchObject({ status: 'STOPPED', text: '' })
    await Promise.all([...ids.slice(1, 3).map((id) => one.stop(id)), other.stop(others[0]!)])
    expect(asked()).not.toContain('one 4')
  })

  it('keep their leases while they wait: nobody takes them over', async () => {
    const viewer = await parley.signIn()
    for (let count = 0; count < 2; count++) parley.vendor.script({ hang: true })
    const [first, second, third] = await sendAll(viewer, ['1', '2', '3'])
    await eventually(
      async () => {
        const [row] = await parley.db.query<{ renewed: boolean }[]>(
          `SELECT lease_expires_at > created_at + interval '5 seconds' AS renewed FROM reply WHERE id = $1`,
          [third],
        )
        return row?.renewed
      },
      { withinMs: 15_000 },
    )
    parley.vendor.script({ chunks: ['at last'] })
    await viewer.stop(first!)
    expect(await viewer.follow(third!).end()).toMatchObject({ status: 'COMPLETED', text: 'at last' })
    const [row] = await parley.db.query<{ fence: number; attempts: number }[]>(
      'SELECT fence, attempts FROM reply WHERE id = $1',
      [third],
    )
    expect(row).toEqual({ fence: 1, attempts: 1 })
    await viewer.stop(second!)
  })

  it('are refused where there is no room to wait either: OVERLOADED, when to come back, and nothing is stored', async () => {
    const viewer = await parley.signIn()
    for (let count = 0; count < 2; count++) parley.vendor.script({ hang: true })
    // Two are written; two more are this viewer's tenth of the room to wait in.
    const ids = await sendAll(viewer, ['1', '2', '3', '4'])
    const before = await parley.countRows()
    const { errors } = await viewer.trySend('5', { clientMessageId: 'the fifth' })
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'OVERLOADED',
      category: 'LIMIT',
      retryable: true,
      retryAfterMs: 2_000,
    })
    expect(await parley.countRows()).toEqual(before)

    await Promise.all(ids.map((id) => viewer.stop(id)))
    parley.vendor.script({ chunks: ['welcome'] })
    const { reply } = await viewer.chat('5', { clientMessageId: 'the fifth' })
    expect(reply).toMatchObject({ status: 'COMPLETED', text: 'welcome' })
  })

  it('of many viewers who send at once all end, none twice', async () => {
    parley.vendor.defaults.paceMs = 1
    const viewers = await Promise.all(Array.from({ length: 12 }, () => parley.signIn()))
    const sent = await Promise.all(viewers.flatMap((viewer) => [1, 2].map((turn) => viewer.trySend(`turn ${turn}`))))
    const replies = sent.flatMap(({ data }) => (data ? [data.sendMessage.reply.id] : []))
    expect(replies.length).toBeGreaterThanOrEqual(20)
    await eventually(
      async () => {
        const [row] = await parley.db.query<{ open: number }[]>(
          'SELECT count(*)::int AS open FROM reply WHERE text IS NULL',
        )
        return row?.open === 0
      },
      { withinMs: 15_000 },
    )
    expect(parley.vendor.requests).toHaveLength(replies.length)
  })
})
