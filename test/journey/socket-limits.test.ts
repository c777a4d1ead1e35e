import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ChatClient } from '../kit/client.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'
import { RawSocket } from '../kit/raw-socket.ts'

let parley: StartedParley
let viewer: ChatClient
beforeAll(async () => {
  parley = await startParley()
  viewer = await parley.signIn()
})
afterAll(() => parley.close())

const events = 'subscription { viewerEvents { __typename } }'
const server = '{ server { version } }'
const subscribe = (id: string, query: string) => ({ id, type: 'subscribe', payload: { query } })

it('refuses more operations on one socket than a client has use for, and goes on with the others', async () => {
  const socket = await RawSocket.signedIn(parley.url, viewer.token)
  for (let count = 0; count < 520; count++) socket.say(subscribe(`${count}`, events))
  const refused = await socket.next(({ type }) => type === 'error')
  expect(JSON.stringify(refused)).toContain('RATE_LIMITED')
  // Others are not kept waiting.
  expect(await viewer.ask(server)).toMatchObject({ server: {} })
  socket.close()
})
