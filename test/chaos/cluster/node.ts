import type { FaultRecord } from '../checker/records.ts'
import { inTime } from '../../kit/eventually.ts'
import { Link } from './link.ts'
import { startServer, type ServerProcess } from './server-process.ts'
import { WireProxy } from './wire-proxy.ts'

export interface NodeOptions {
  name: string
  entry: string
  databaseUrl: string
  env: Record<string, string>
  note: (fault: Pick<FaultRecord, 'kind' | 'node'>) => void
}

const exitMs = 20_000

/** One server of a cluster: its process, the network before it and the way to the database behind it. */
export class Node {
  readonly name: string
  process: ServerProcess | undefined
  /** Processes that were started in this place so far. */
  starts = 0
  #starting: Promise<void> | undefined

  private constructor(
    private readonly options: NodeOptions,
    readonly link: Link,
    readonly wire: WireProxy,
  ) {
    this.name = options.name
    wire.onCrash = () => void this.kill()
  }

  static async prepare(options: NodeOptions): Promise<Node> {
    return new Node(options, await Link.open(), await WireProxy.to(options.databaseUrl))
  }

  get url(): string {
    return this.link.url
  }

  get alive(): boolean {
    return this.process !== undefined
  }

  /** Starts a process here, where none runs; resolves once it is ready. */
  start(env: Record<string, string> = {}): Promise<void> {
    if (this.process) return Promise.resolve()
    this.#starting ??= this.#start(env).finally(() => (this.#starting = undefined))
    return this.#starting
  }

  async #start(env: Record<string, string>): Promise<void> {
    const { name, entry } = this.options
    // The vendor tells nodes apart by their keys.
    const own = { DATABASE_URL: this.wire.url, OPENAI_API_KEY: name, ...this.options.env, ...env }
    const started = await startServer(entry, own)
    this.starts += 1
    this.process = started
    this.link.target = started.port
    void started.exited.then(() => this.#gone(started))
  }

  /** Ends the process without a word. It runs nothing any more once this was called. */
  async kill(): Promise<void> {
    const { process } = this
    if (!process) return
    this.options.note({ kind: 'kill', node: this.name })
    process.signal('SIGKILL')
    this.#gone(process)
    // What the process had written is on its way; to clients and the database it is dead from now on.
    this.wire.cut()
    this.link.cut()
    await inTime(process.exited, exitMs, 'the exit of a killed server')
  }

  /** Asks the process to end, and answers its exit code. */
  async terminate(): Promise<number | null> {
    const { process } = this
    if (!process) return null
    this.options.note({ kind: 'terminate', node: this.name })
    process.signal('SIGTERM')
    const code = await inTime(process.exited, exitMs, 'the exit of a server that was asked to end')
    this.#gone(process)
    return code
  }

  /** Stops the process in its tracks, as a machine that swaps does. */
  pause(): void {
    this.options.note({ kind: 'pause', node: this.name })
    this.process?.signal('SIGSTOP')
  }

  resume(): void {
    this.options.note({ kind: 'resume', node: this.name })
    this.process?.signal('SIGCONT')
  }

  async close(): Promise<void> {
    this.process?.signal('SIGKILL')
    await this.process?.exited
    await Promise.all([this.link.close(), this.wire.close()])
  }

  #gone(process: ServerProcess): void {
    if (this.process !== process) return
    this.process = undefined
    this.link.target = undefined
  }
}
