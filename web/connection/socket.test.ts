import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { Reachability } from './reachability.ts'
import { createSocket } from './socket.ts'
import { tokenKey, ViewerSession } from './viewer-session.ts'

const refusal = [{ message: 'No.', extensions: { code: 'UNAUTHENTICATED', retryable: false } }]

/** A server that lets every socket in and refuses every operation, as one that judges the token with each. */
async function refusingServer() {
  const server = new WebSocketServer({ port: 0, handleProtocols: () => 'graphql-transport-ws' })
  server.on('connection', (line) =>
    line.on('message', (data: Buffer) => {
      const { type, id } = JSON.parse(data.toString()) as { type: string; id?: string }
      if (type === 'connection_init') line.send(JSON.stringify({ type: 'connection_ack' }))
      if (type === 'subscribe') line.send(JSON.stringify({ id, type: 'error', payload: refusal }))
    }),
  )
  await new Promise((resolve) => server.once('listening', resolve))
  vi.stubGlobal('location', { protocol: 'http:', host: `127.0.0.1:${(server.address() as AddressInfo).port}` })
  vi.stubGlobal('WebSocket', WebSocket)
  return server
}

describe('createSocket', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('renews the token that the socket came with, never the one that another tab has stored since', async () => {
    const server = await refusingServer()
    const items = new Map([[tokenKey, 'old']])
    let made = 0
    let replaced = 0
    const session = new ViewerSession({
      storage: {
        getItem: (key) => items.get(key) ?? null,
        setItem: (key, value) => void items.set(key, value),
        removeItem: (key) => void items.delete(key),
      },
      signIn: () => Promise.resolve(`made-${++made}`),
      onReplaced: () => (replaced += 1),
    })
    const { socket, renewViewer } = createSocket(session, new Reachability(() => Promise.resolve()))
    try {
      const refused = new Promise((error) => {
        socket.subscribe({ query: 'subscription { viewerEvents { __typename } }' }, { next() {}, error, complete() {} })
      })
      expect(await refused).toMatchObject(refusal)
      items.set(tokenKey, 'theirs')
      renewViewer()
      expect(items.get(tokenKey)).toBe('theirs')
      expect([made, replaced]).toEqual([0, 1])
    } finally {
      socket.terminate()
      server.close()
    }
  })
})
