import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A stretch of network between a client and a server that a test can break. */
export interface CutProxy {
  /** Where clients reach the server through it. */
  url: string
  /** Connections that clients have made so far. */
  accepted(): number
  /** Breaks every connection there is; new ones are let through. */
  cut(): void
  /** Lets the server get everything, and breaks the connection in place of its next answer that holds this text. Resolves when that has happened. */
  loseAnswerWith(text: string): Promise<void>
  close(): Promise<void>
}

/** Forwards TCP connections on a free port of loopback to the host and port of a URL. */
export async function startCutProxy(target: string): Promise<CutProxy> {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  let accepted = 0
  let doomed: { text: string; lost: () => void } | undefined

  const server = createServer((client) => {
    accepted += 1
    const upstream = connect(Number(port), hostname)
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket)
      // A broken connection is what this is for.
      socket.on('error', () => undefined)
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
    client.pipe(upstream)
    upstream.on('data', (bytes: Buffer) => {
      if (doomed && bytes.includes(doomed.text)) {
        client.destroy()
        doomed.lost()
        doomed = undefined
      } else if (!client.write(bytes)) {
        upstream.pause()
      }
    })
    client.on('drain', () => upstream.resume())
    upstream.on('end', () => client.end())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })

  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted: () => accepted,
    cut,
    loseAnswerWith: (text) => new Promise((resolve) => (doomed = { text, lost: resolve })),
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      cut()
      return closed
    },
  }
}
