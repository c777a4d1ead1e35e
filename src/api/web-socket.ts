import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { randomUUID } from 'node:crypto'
import { CloseCode, handleProtocols, makeServer, type Server as Protocol } from 'graphql-ws'
import { WebSocketServer, type WebSocket } from 'ws'
import { closeAnswerMs, keepAliveMs, mostOperationsAtOnce, stallGraceMs } from './limits.ts'
import { operationHooks, type Line, type OperationsOptions } from './socket/operations.ts'
import { KeepAlive } from './socket/keep-alive.ts'
import { OperationIds } from './socket/operation-ids.ts'
import { Outlet } from './socket/outlet.ts'
import { Turns } from './socket/turns.ts'

export interface WebSocketOptions extends OperationsOptions {
  server: Server
  path: string
  /** The largest message, in bytes. */
  maxBytes: number
  /** How long a client may take nothing of what waits for it, in milliseconds. */
  graceMs?: number
}

/** GraphQL over WebSocket (graphql-transport-ws) on the same port as HTTP. Answers how to close it: every socket gets 1001. */
export function serveWebSocket(options: WebSocketOptions): () => Promise<void> {
  const { server, path, maxBytes, graceMs = stallGraceMs } = options
  // No compression: a bomb of a few kB would otherwise unfold in memory.
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxBytes,
    perMessageDeflate: false,
    handleProtocols,
  })
  const keepAlive = new KeepAlive(keepAliveMs)
  const protocol = makeServer(operationHooks(options))
  const onUpgrade = (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    // Below HTTP/1 there is a socket of the network.
    const socket = duplex as Socket
    // Node takes its own listener off before this: a client that resets its connection now would end the process.
    socket.on('error', () => undefined)
    if (request.url?.split('?')[0] === path) {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        // An upgrade of HTTP/1 has a socket of the network below it.
        const line = {
          outlet: new Outlet(webSocket, socket, graceMs),
          turns: new Turns(mostOperationsAtOnce),
        }
        keepAlive.watch(webSocket, socket, line.outlet)
        speak(webSocket, line, { protocol, toClientError: options.toClientError })
      })
    } else {
      // Whoever never closes its half must not keep ours.
      socket.once('finish', () => socket.destroy())
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    }
  }
  server.on('upgrade', onUpgrade)

  return async () => {
    server.off('upgrade', onUpgrade)
    keepAlive.end()
    // A client that lost its network never answers the close; ws alone would wait half a minute for it.
    const clients = [...sockets.clients]
    const impatience = setTimeout(() => clients.forEach((client) => client.terminate()), closeAnswerMs)
    for (const client of clients) client.close(1001, 'Going away')
    await new Promise((resolve) => sockets.close(resolve))
    clearTimeout(impatience)
  }
}

interface Speaking extends Pick<WebSocketOptions, 'toClientError'> {
  protocol: Protocol<Line>
}

/** Speaks graphql-transport-ws on one socket, from here to its end. */
function speak(webSocket: WebSocket, line: Line, { protocol, toClientError }: Speaking): void {
  // What a client sends or how it leaves is no fault of this server; ws closes by itself.
  webSocket.on('error', () => undefined)
  const closed = protocol.opened(
    {
      protocol: webSocket.protocol,
      send: (text) => line.outlet.send(text),
      close: (code, reason) => webSocket.close(code, reason),
      onMessage: (hear) => {
        const ids = new OperationIds((text) =>
          hear(text).catch((error: unknown) => {
            if (isOfAServer(text)) return webSocket.close(CloseCode.BadRequest, 'Invalid message received')
            // Logged whole by this, and told to nobody.
            toClientError(error, randomUUID())
            webSocket.close(CloseCode.InternalServerError, 'Internal server error')
          }),
        )
        webSocket.on('message', (data: Buffer) => ids.take(data.toString()))
      },
    },
    line,
  )
  webSocket.once('close', (code, reason) => void closed(code, reason.toString()))
}

/** Whether this is a message that only servers may send, which the protocol's library takes for a mistake of its own. */
function isOfAServer(text: string): boolean {
  const { type } = JSON.parse(text) as { type?: unknown }
  return ['connection_ack', 'next', 'error'].includes(type as string)
}
