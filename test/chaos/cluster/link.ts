import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** What becomes of bytes on their way to a client. */
export type Passage = 'pass' | 'lose'

/** The network between clients and one node. Its address stays, whatever process serves behind it. */
export class Link {
  /** Where the node's process listens; undefined while there is none: who connects is turned away. */
  target: number | undefined
  /** Looks at every answer; `lose` breaks the connection in its place. */
  onAnswer: ((bytes: Buffer) => Passage) | undefined
  readonly #open = new Set<Socket>()
  readonly #server: Server

  private constructor() {
    this.#server = createServer((client) => this.#forward(client))
  }

  static async open(): Promise<Link> {
    const link = new Link()
    await new Promise<void>((resolve, reject) => {
      link.#server.once('error', reject).listen(0, '127.0.0.1', resolve)
    })
    return link
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Breaks every connection there is; new ones are let through. */
  cut(): void {
    for (const socket of this.#open) socket.resetAndDestroy()
  }

  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.cut()
    return closed
  }

  #forward(client: Socket): void {
    // A broken connection is what this is for.
    client.on('error', () => undefined)
    if (this.target === undefined) return void client.resetAndDestroy()
    const node = connect(this.target, '127.0.0.1')
    node.on('error', () => undefined)
    this.#keep(client, node)
    this.#keep(node, client)
    client.on('data', (bytes) => passOn(bytes, client, node))
    node.on('data', (bytes) => {
      if (this.onAnswer?.(bytes) === 'lose') client.resetAndDestroy()
      else passOn(bytes, node, client)
    })
    client.on('end', () => node.end())
    node.on('end', () => client.end())
  }

  #keep(socket: Socket, other: Socket): void {
    this.#open.add(socket)
    socket.setNoDelay(true)
    socket.on('close', () => {
      this.#open.delete(socket)
      other.destroy()
    })
  }
}

function passOn(bytes: Buffer, from: Socket, to: Socket): void {
  if (to.destroyed || to.write(bytes)) return
  from.pause()
  to.once('drain', () => from.resume())
}
