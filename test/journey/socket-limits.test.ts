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
const subscribe = (id: string, query: string, variables?: object) => ({
  id,
  type: 'subscribe',
  payload: { query, variables },
})

it('refuses more operations on one socket than a client has use for, and goes on with the others', async () => {
  const socket = await RawSocket.signedIn(parley.url, viewer.token)
  for (let count = 0; count < 520; count++) socket.say(subscribe(`${count}`, events))
  const refused = await socket.next(({ type }) => type === 'error')
  expect(JSON.stringify(refused)).toContain('RATE_LIMITED')
  // Others are not kept waiting.
  expect(await viewer.ask(server)).toMatchObject({ server: {} })
  socket.close()
})

it('goes on answering a client that completes its operations while they are being set up', async () => {
  const socket = await RawSocket.signedIn(parley.url, viewer.token)
  for (let count = 0; count < 50; count++) {
    for (const query of [server, events]) {
      socket.say(subscribe(`${count} ${query}`, query))
      socket.say({ id: `${count} ${query}`, type: 'complete' })
    }
  }
  expect(await socket.operate(server)).toMatchObject({ type: 'next', payload: { data: { server: {} } } })
  socket.close()
})

it('takes an id again at once that the client has completed, and never mixes up the two operations', async () => {
  const eventsAfter = `subscription ($after: ViewerEventCursor) { viewerEvents(after: $after) { __typename } }`
  for (let run = 0; run < 10; run++) {
    const other = await parley.signIn()
    const { eventCursor } = await other
      .ask<{ viewer: { eventCursor: string } }>('{ viewer { eventCursor } }')
      .then(({ viewer }) => viewer)
    const socket = await RawSocket.signedIn(parley.url, other.token)
    for (let count = 0; count < 50; count++) {
      socket.say(subscribe('1', server))
      socket.say({ id: '1', type: 'complete' })
    }
    socket.say(subscribe('1', eventsAfter, { after: eventCursor }))
    await other.send('Hello')
    const first = await socket.next(({ id, payload }) => id === '1' && !JSON.stringify(payload).includes('version'))
    expect(first).toMatchObject({
      type: 'next',
      payload: { data: { viewerEvents: { __typename: 'ConversationChanged' } } },
    })
    socket.close()
  }
})
