import { WebSocket } from 'ws'

const openMs = 20_000

/** Opens a socket that costs its client as little as can be. */
export function openWebSocket(url: string, protocol: string[] = []): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), protocol, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      handshakeTimeout: openMs,
    })
    socket.once('error', reject)
    socket.once('open', () => {
      socket.off('error', reject).on('error', () => undefined)
      resolve(socket)
    })
  })
}
