import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'

/** A way to a database that can be taken away and given back. */
export class DatabaseProxy {
  /** The same database, through the proxy. */
  readonly url: string
  readonly #target: URL
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined

  private constructor(
    target: URL,
    private readonly port: number,
  ) {
    this.#target = target
    const { username, password, pathname } = target
    this.url = `postgres://${username || 'postgres'}${password && `:${password}`}@127.0.0.1:${port}${pathname}`
  }

  /** Not open yet: whoever connects is refused. */
  static async to(databaseUrl: string): Promise<DatabaseProxy> {
    return new DatabaseProxy(new URL(databaseUrl), await freePort())
  }

  async open(): Promise<void> {
    const server = createServer((socket) => this.#forward(socket))
    this.#server = server
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(this.port, '127.0.0.1', resolve))
  }

  /** Breaks every connection and refuses new ones, as a server that died. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
    this.#server = undefined
  }

  #forward(near: Socket): void {
    const far = this.#connect()
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
    }
  }

  #connect(): Socket {
    const { hostname, port, searchParams } = this.#target
    // An embedded server listens on a Unix socket, whose folder stands in the query.
    const folder = searchParams.get('host')
    if (folder !== null) return connect(join(folder, `.s.PGSQL.${searchParams.get('port') ?? (port || '5432')}`))
    return connect(Number(port || 5432), hostname)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
