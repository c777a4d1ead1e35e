import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Listens on a free port and answers which. */
export function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => resolve((server.address() as AddressInfo).port))
  })
}
