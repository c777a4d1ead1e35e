import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ChatClient } from '../kit/client.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { spawnParley, type SpawnedParley } from '../kit/parley.ts'

let database: TestDatabase
let parley: SpawnedParley
beforeAll(async () => {
  database = await createTestDatabase()
  parley = await spawnParley({ env: { DATABASE_URL: database.url, PARLEY_DETECT: 'off' } })
})
afterAll(async () => {
  await parley.kill('SIGKILL')
  await database.drop()
})

it.each(['/nowhere', '/graphql'])(
  'lives on when clients ask to upgrade at %s and reset the connection',
  async (path) => {
    const { port, host } = new URL(parley.url)
    const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
    for (let count = 0; count < 200; count++) {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined)
      await once(socket, 'connect')
      const closed = once(socket, 'close')
      // More than the server reads: it has unread bytes, and its answer meets a connection that is gone.
      socket.write(request.repeat(1 + (count % 3)), () => socket.resetAndDestroy())
      await closed
    }
    expect(await ChatClient.signIn(parley.url)).toBeInstanceOf(ChatClient)
    expect(parley.output()).not.toMatch(/\n\s+at /)
  },
)
