import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { farewell, MessageSplitter, refusal, sqlOf, type WireMessage } from './wire-messages.ts'

/** A statement on its way from a node to the database. */
export interface Statement {
  sql: string
  /** What the same transaction ran before it. */
  before: readonly string[]
}

/**
 * What happens to a statement: `before` the database has seen it, `after` it was carried out and before its answer is
 * passed on, or with the answer, so that the connection ends while nothing is asked.
 */
export type WireFault =
  | { kind: 'crash'; when: 'before' | 'after' }
  | { kind: 'disconnect'; when: 'before' | 'after' | 'with the answer' }
  | { kind: 'error' }
  | { kind: 'delay'; ms: number }

/** Looks at every statement and says what is to happen to it; undefined lets it pass. */
export type Trap = (statement: Statement) => WireFault | undefined

/** The way from one node to the database, on which each statement can be seen and made to fail. */
export class WireProxy {
  /** The same database, through the proxy. */
  readonly url: string
  trap: Trap | undefined
  /** Kills the node; it must be dead to the database when this returns. */
  onCrash: () => void = () => undefined
  /** Notifications are swallowed: nobody may depend on them. */
  deaf = false
  readonly #connections = new Set<WireConnection>()
  readonly #server: Server
  readonly #target: URL

  private constructor(target: URL, server: Server) {
    this.#target = target
    this.#server = server
    server.on('connection', (near) => this.#accept(near))
    const { username, password, pathname } = target
    const who = `${username || 'postgres'}${password && `:${password}`}`
    this.url = `postgres://${who}@127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`
  }

  static async to(databaseUrl: string): Promise<WireProxy> {
    const server = createServer()
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
    return new WireProxy(new URL(databaseUrl), server)
  }

  /** Breaks every connection there is; new ones are let through. */
  cut(): void {
    for (const connection of this.#connections) connection.break()
  }

  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.cut()
    return closed
  }

  #accept(near: Socket): void {
    const connection = new WireConnection(this, near, dial(this.#target))
    this.#connections.add(connection)
    near.once('close', () => this.#connections.delete(connection))
  }
}

function dial({ hostname, port, searchParams }: URL): Socket {
  // A server of our own listens on a Unix socket, whose folder stands in the query.
  const folder = searchParams.get('host')
  if (folder !== null) return connect(join(folder, `.s.PGSQL.${searchParams.get('port') ?? (port || '5432')}`))
  return connect(Number(port || 5432), hostname)
}

class WireConnection {
  readonly #client = new MessageSplitter(false)
  readonly #server = new MessageSplitter(true)
  #statement = ''
  #before: string[] = []
  #after: Extract<WireFault, { when: string }> | undefined
  #refusing = false
  #held: WireMessage[] | undefined

  constructor(
    private readonly proxy: WireProxy,
    private readonly near: Socket,
    private readonly far: Socket,
  ) {
    for (const socket of [near, far]) {
      // Messages go on one by one: each would wait for the other side to acknowledge the one before.
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
    }
    near.on('close', () => far.destroy())
    // What was passed on before still arrives.
    far.on('close', () => near.destroySoon())
    near.on('data', (bytes) => together(far, () => this.#client.push(bytes).forEach((each) => this.#fromClient(each))))
    far.on('data', (bytes) => together(near, () => this.#server.push(bytes).forEach((each) => this.#fromServer(each))))
  }

  break(): void {
    this.near.destroy()
    this.far.destroy()
  }

  #fromClient(message: WireMessage): void {
    if (this.near.destroyed) return
    if (this.#held) return void this.#held.push(message)
    if (this.#refusing) return this.#refuse(message)
    const sql = sqlOf(message)
    if (sql === undefined) return void this.far.write(message.bytes)
    this.#statement = sql
    const fault = this.proxy.trap?.({ sql, before: this.#before })
    if (fault?.kind === 'error') return this.#refuse(message)
    if (fault?.kind === 'delay') return this.#hold(message, fault.ms)
    if (fault?.when === 'before') return this.#fail(fault.kind)
    this.#after = fault
    this.far.write(message.bytes)
  }

  #fromServer(message: WireMessage): void {
    if (message.type === 'Z') {
      if (this.#after) return this.#failAfter(this.#after, message)
      // Idle: no transaction is open.
      if (message.bytes[5] === 0x49) this.#before = []
      else this.#before.push(this.#statement)
    }
    const kept = this.#after && this.#after.when !== 'with the answer'
    if (kept || (message.type === 'A' && this.proxy.deaf)) return
    if (!this.near.destroyed) this.near.write(message.bytes)
  }

  #failAfter({ kind, when }: Extract<WireFault, { when: string }>, { bytes }: WireMessage): void {
    if (when !== 'with the answer') return this.#fail(kind)
    this.#after = undefined
    this.near.end(Buffer.concat([bytes, farewell()]))
    this.far.destroy()
  }

  #fail(kind: 'crash' | 'disconnect'): void {
    if (kind === 'crash') this.proxy.onCrash()
    this.break()
  }

  /** Nothing of the statement reaches the database; the answer comes where the client has said all of it. */
  #refuse({ type }: WireMessage): void {
    this.#refusing = type !== 'Q' && type !== 'S'
    if (!this.#refusing) this.near.write(refusal(this.#before.length > 0))
  }

  #hold(message: WireMessage, ms: number): void {
    const held = [message]
    this.#held = held
    const forget = () => clearTimeout(timer)
    const timer = setTimeout(() => {
      this.near.off('close', forget)
      this.#held = undefined
      // Not through the trap again: it has had its say about the first.
      for (const { bytes } of held) if (!this.far.destroyed) this.far.write(bytes)
    }, ms)
    this.near.once('close', forget)
  }
}

/** What is written meanwhile goes out in one piece. */
function together(socket: Socket, write: () => void): void {
  socket.cork()
  write()
  socket.uncork()
}
