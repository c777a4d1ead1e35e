import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ChatClient, replyStream } from '../kit/client.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'
import { startFakeVendor, type FakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import { spawnParley, vendorEnvironment, type SpawnedParley } from '../kit/parley.ts'
import { RawSocket } from '../kit/raw-socket.ts'

let database: TestDatabase
let vendor: FakeVendor
let parley: SpawnedParley
const sockets: RawSocket[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  vendor = await startFakeVendor()
  const env = { DATABASE_URL: database.url, PARLEY_DETECT: 'off', ...vendorEnvironment(vendor) }
  parley = await spawnParley({ env })
})
afterAll(async () => {
  for (const socket of sockets) socket.close()
  await parley.kill('SIGKILL')
  await vendor.stop()
  await database.drop()
})

const megabyte = 1024 * 1024
const replies = 5
const piece = 'All work and no play. '.repeat(1_000).slice(0, 16 * 1024)
const pieces = Array.from({ length: (10 * megabyte) / replies / piece.length }, () => piece)

const memory = () => Number(execFileSync('ps', ['-o', 'rss=', '-p', `${parley.pid}`]).toString()) * 1024

/** Writes ten megabytes in several replies, which so many stalled sockets follow and a healthy one. Answers the most memory that took. */
async function offer(viewer: ChatClient, stalled: number): Promise<number> {
  const gates = Array.from({ length: replies }, () => vendor.script({ chunks: pieces, gated: true }))
  const ids: string[] = []
  for (const _ of gates) ids.push((await viewer.send('Tell me all')).reply.id)
  for (const _ of gates) await vendor.nextRequest()
  for (let count = 0; count < stalled; count++) {
    const raw = await RawSocket.signedIn(parley.url, viewer.token)
    sockets.push(raw)
    raw.socket.pause()
    for (const id of ids)
      raw.say({ id, type: 'subscribe', payload: { query: replyStream, variables: { replyId: id } } })
  }
  const followed = ids.map((id) => viewer.follow(id))
  let most = 0
  let released = 0
  await eventually(
    () => {
      most = Math.max(most, memory())
      for (const gate of gates) gate.release(4)
      released += 4
      return released > pieces.length && followed.every(({ outcome }) => outcome)
    },
    { withinMs: 60_000, everyMs: 10, what: 'the end of the replies' },
  )
  for (const following of followed) expect((await following.end()).text).toBe(pieces.join(''))
  return most
}

it('grows by less than 64 MB for a hundred stalled sockets that are offered 10 MB each', async () => {
  const viewer = await ChatClient.signIn(parley.url)
  // The text itself takes memory, and what was taken is given back late: so what it takes with them is held against what it took.
  const without = Math.max(await offer(viewer, 0), await offer(viewer, 0))
  const within = await offer(viewer, 100)
  const told = [without, within].map((bytes) => (bytes / megabyte).toFixed(0))
  process.stdout.write(`memory rose to ${told[0]} MB without stalled sockets, to ${told[1]} MB with them\n`)
  expect(within - without).toBeLessThan(64 * megabyte)
  await viewer.close()
}, 180_000)
