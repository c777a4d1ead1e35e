import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Lease, ReplyAppender } from '../../src/reply-log/reply-log.ts'
import { ReplyStore } from '../../src/reply/reply-store.ts'
import { openReply } from '../contract/open-reply.ts'
import { ChatClient, replyStream } from '../kit/client.ts'
import { eventually } from '../kit/eventually.ts'
import { RawSocket } from '../kit/raw-socket.ts'
import { startSocketEdge, type SocketEdge } from '../kit/socket-edge.ts'

const megabyte = 1024 * 1024

let edge: SocketEdge
/** The server's ends of all sockets, and the most that ever waited in one of them. */
let ends: Socket[]
let mostUnsent: number
let watch: NodeJS.Timeout
const clients: { close: () => unknown }[] = []

async function start(graceMs: number): Promise<void> {
  edge = await startSocketEdge({ graceMs })
  edge.server.on('connection', (socket: Socket) => ends.push(socket))
}
beforeEach(() => {
  ends = []
  mostUnsent = 0
  watch = setInterval(() => {
    mostUnsent = Math.max(mostUnsent, ...ends.map(({ writableLength }) => writableLength))
  }, 5)
})
afterEach(async () => {
  clearInterval(watch)
  for (const client of clients.splice(0)) await client.close()
  await edge.close()
})

/** Open replies of one viewer, with the pens that write them. */
async function openReplies(count: number) {
  const { db, log } = edge
  const leases: Lease[] = []
  while (leases.length < count) leases.push(await openReply(db))
  const [{ viewerId }] = await db.query<[{ viewerId: string }]>('SELECT id AS "viewerId" FROM viewer LIMIT 1')
  await db.query('UPDATE conversation SET viewer_id = $1', [viewerId])
  return { viewerId, replies: leases.map((lease) => ({ ...lease, lease, appender: log.open(lease) })) }
}

async function settle({ lease, appender }: { lease: Lease; appender: ReplyAppender }): Promise<void> {
  await appender.quiesce()
  await new ReplyStore(edge.db.manager).settle(lease, appender.tape, { status: 'completed', finishReason: 'stop' })
  appender.end()
}

/** A signed-in socket that reads nothing from here on, whatever it goes on to say. */
async function stalledSocket(viewerId: string): Promise<RawSocket> {
  const raw = await RawSocket.signedIn(edge.url, viewerId)
  clients.push(raw)
  raw.socket.pause()
  return raw
}

const subscribe = (replyId: string) => ({
  id: replyId,
  type: 'subscribe',
  payload: { query: replyStream, variables: { replyId } },
})

it('holds little in each of a hundred stalled sockets, closes them in time, and lets nobody else feel them', async () => {
  await start(1_500)
  const { viewerId, replies } = await openReplies(5)
  for (let count = 0; count < 100; count++) {
    const raw = await stalledSocket(viewerId)
    for (const { replyId } of replies) raw.say(subscribe(replyId))
  }
  const stalled = ends.slice()
  const healthy = new ChatClient(edge.url, viewerId)
  clients.push(healthy)
  const followed = replies.map(({ replyId }) => healthy.follow(replyId))
  const piece = 'All work and no play. '.repeat(1_000).slice(0, 16 * 1024)
  const pieces = (10 * megabyte) / replies.length / piece.length
  for (let count = 0; count < pieces; count++) {
    for (const { appender } of replies) appender.appendText(piece)
    await turn()
  }
  for (const reply of replies) await settle(reply)
  for (const following of followed) expect((await following.end(30_000)).text).toBe(piece.repeat(pieces))
  await eventually(() => stalled.every(({ destroyed }) => destroyed), {
    withinMs: 30_000,
    what: 'the end of the stalled sockets',
  })
  expect(stalled).toHaveLength(100)
  expect(mostUnsent).toBeGreaterThan(0)
  expect(mostUnsent).toBeLessThan(megabyte)
}, 120_000)

it('gives a reader that fell behind a few merged deltas once it reads on, and exactly the text', async () => {
  await start(30_000)
  const { viewerId, replies } = await openReplies(1)
  const [reply] = replies
  const raw = await stalledSocket(viewerId)
  const deltas: string[] = []
  raw.socket.on('message', (data: Buffer) => {
    const { payload } = JSON.parse(data.toString()) as { payload?: { data: { replyStream: { text?: string } } } }
    const text = payload?.data.replyStream.text
    if (text !== undefined) deltas.push(text)
  })
  raw.say(subscribe(reply!.replyId))
  // Far more than what the network holds between the two.
  const pieces = Array.from({ length: 12_000 }, (_, index) => `${index} 😀 `.padEnd(1_024, '.'))
  for (const piece of pieces) {
    reply!.appender.appendText(piece)
    await turn()
  }
  expect(mostUnsent).toBeLessThan(megabyte)
  raw.socket.resume()
  await eventually(() => deltas.join('').length === pieces.join('').length, {
    withinMs: 30_000,
    everyMs: 100,
    what: 'the whole text',
  })
  expect(deltas.join('')).toBe(pieces.join(''))
  expect(Math.max(...deltas.map(({ length }) => length))).toBeGreaterThan(60 * 1024)
  expect(deltas.length).toBeLessThan(pieces.length / 2)
}, 120_000)

it('answers a client that asks and asks and reads nothing only as fast as it reads, and then in full', async () => {
  await start(30_000)
  const { viewerId, replies } = await openReplies(1)
  const [reply] = replies
  reply!.appender.appendText('x'.repeat(100_000))
  await settle(reply!)
  const raw = await stalledSocket(viewerId)
  const query = 'query ($id: ID!) { reply(id: $id) { text } }'
  const answers = new Map<string, number>()
  raw.socket.on('message', (data: Buffer) => {
    const { type, id = '' } = JSON.parse(data.toString()) as { type: string; id?: string }
    if (type === 'next') answers.set(id, data.length)
  })
  for (let count = 0; count < 200; count++) {
    raw.say({ id: `${count}`, type: 'subscribe', payload: { query, variables: { id: reply!.replyId } } })
  }
  await eventually(() => mostUnsent > 0, { withinMs: 30_000, what: 'an answer that waits' })
  // A client that is read no more keeps what it says.
  await eventually(() => ends[0]!.isPaused(), { withinMs: 30_000, what: 'the pause' })
  raw.socket.resume()
  await eventually(() => answers.size === 200, { withinMs: 60_000, what: 'every answer' })
  expect([...answers.values()].every((length) => length > 100_000)).toBe(true)
  expect(mostUnsent).toBeLessThan(megabyte)
}, 120_000)

it('sends no pongs without end to a client that pings and reads nothing', async () => {
  await start(1_500)
  const { viewerId } = await openReplies(1)
  const raw = await stalledSocket(viewerId)
  const [end] = ends
  const payload = { more: 'x'.repeat(50_000) }
  for (let count = 0; count < 400; count++) raw.say({ type: 'ping', payload })
  if (!end!.destroyed) await once(end!, 'close', { signal: AbortSignal.timeout(30_000) })
  expect(mostUnsent).toBeLessThan(megabyte)
}, 60_000)
