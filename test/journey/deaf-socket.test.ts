import { once } from 'node:events'
import { expect, it } from 'vitest'
import WebSocket from 'ws'
import { startParley } from '../kit/parley.ts'

it('closes in good time although a client does not answer: one that lost its network must not keep the process', async () => {
  const parley = await startParley()
  const socket = new WebSocket(`${parley.url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws')
  socket.on('error', () => undefined)
  await once(socket, 'open')
  // Hears nothing from here on, the close included, and says nothing either.
  socket.pause()
  const startedAt = performance.now()
  await parley.close()
  expect(performance.now() - startedAt).toBeLessThan(4_000)
  socket.terminate()
}, 60_000)
