import { createServer, type AddressInfo } from 'node:net'
import type { ReplyState } from '@parley/client'
import type { Client as Socket } from 'graphql-ws'
import { expect, it } from 'vitest'
import { ChatClient } from '../kit/client.ts'
import { createTestDatabase } from '../kit/database.ts'
import { eventually, inTime } from '../kit/eventually.ts'
import { startFakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import { spawnParley, vendorEnvironment, type SpawnedParley } from '../kit/parley.ts'
import { follows, socketTo } from './followers.ts'

// Starting a process is most of it, and takes as long as the machine is busy.
const patientMs = 60_000

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

it(
  'every follower has the text of history after the server was killed in the middle of a reply and started again',
  async () => {
    const [database, vendor, port] = await Promise.all([createTestDatabase(), startFakeVendor(), freePort()])
    const env = { ...vendorEnvironment(vendor), DATABASE_URL: database.url, PORT: String(port) }
    const sockets: Socket[] = []
    const running: SpawnedParley[] = [await spawnParley({ env })]
    try {
      const { url } = running[0]!
      const viewer = await ChatClient.signIn(url)
      const half = ['The first ', 'half 🦊 ', 'of ']
      vendor.script({ chunks: half, finishReason: null, done: false, end: 'stall' })
      const { reply } = await viewer.send('Write something')

      const states: ReplyState[] = []
      const ends = Object.values(follows).map((follow, index) => {
        const socket = socketTo(url, viewer.token)
        sockets.push(socket)
        return new Promise<void>((resolve, reject) => {
          follow(socket, {
            replyId: reply.id,
            random: () => Math.random() * 0.2,
            onState: (state) => (states[index] = state),
            onOver: (error) => (error ? reject(new Error(JSON.stringify(error))) : resolve()),
          })
        })
      })
      const hasHalf = (): boolean => Object.keys(follows).every((_, index) => states[index]?.text === half.join(''))
      await eventually(hasHalf, { withinMs: 20_000, what: 'the first half' })

      vendor.script({ chunks: ['Something ', 'else 👋 ', 'altogether'], paceMs: 20 })
      await running[0]!.kill('SIGKILL')
      running.push(await spawnParley({ env }))
      await inTime(Promise.all(ends), patientMs, 'the end for all of them')
      const settled = await viewer.reply(reply.id)
      expect(settled?.status).toBe('COMPLETED')
      for (const state of states) expect(state).toMatchObject({ text: settled?.text, status: 'COMPLETED' })
      expect(states).toHaveLength(5)
    } finally {
      for (const socket of sockets) await socket.dispose()
      for (const parley of running) await parley.kill('SIGKILL')
      await vendor.stop()
      await database.drop()
    }
  },
  2 * patientMs,
)
