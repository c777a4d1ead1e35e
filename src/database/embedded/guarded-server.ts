import type { OwnerLock } from './owner-lock.ts'
import type { Postmaster } from './postmaster.ts'
import { holdsWithin } from './holds-within.ts'
import { removeSocketFolder } from './socket-folder.ts'

const lookMs = 200
const longestPauseMs = 5_000

export interface GuardedServerParts {
  postmaster: Postmaster
  lock: OwnerLock
  /** Brings up a server at the same address. */
  restart: (signal: AbortSignal) => Promise<Postmaster>
  onProgress: (line: string) => void
}

/** The running server and our duty to it: started again when it dies, ended when we end. */
export class GuardedServer {
  readonly #stopping = new AbortController()
  readonly #watch: NodeJS.Timeout
  #postmaster: Postmaster
  #repair: Promise<void> | null = null
  #stopped: Promise<void> | null = null

  constructor(private readonly parts: GuardedServerParts) {
    this.#postmaster = parts.postmaster
    this.#watch = setInterval(() => this.look(), lookMs).unref()
    process.once('exit', this.#endWithProcess)
  }

  stop(): Promise<void> {
    this.#stopped ??= this.end()
    return this.#stopped
  }

  private look(): void {
    if (this.#repair || this.#postmaster.isRunning()) return
    this.#repair = this.repair().finally(() => {
      this.#repair = null
    })
  }

  private async repair(): Promise<void> {
    const { lock, restart, onProgress } = this.parts
    const { signal } = this.#stopping
    for (let pauseMs = 250; lock.isHeld(); pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      onProgress('The database has stopped unexpectedly: starting it again')
      try {
        this.#postmaster = await restart(signal)
        onProgress('The database runs again')
        return
      } catch (error) {
        if (signal.aborted) return
        onProgress((error as Error).message)
      }
      try {
        await holdsWithin(() => false, { withinMs: pauseMs, everyMs: 25, signal })
      } catch {
        return
      }
    }
  }

  private async end(): Promise<void> {
    const { lock } = this.parts
    clearInterval(this.#watch)
    this.#stopping.abort(new Error('The database is being stopped'))
    await this.#repair
    try {
      lock.announceStop()
      // Who took over from us needs the server now.
      if (lock.isHeld()) {
        await this.#postmaster.stop()
        const { endpoint } = this.#postmaster
        if (endpoint.kind === 'socket') removeSocketFolder(endpoint.folder)
      }
    } finally {
      lock.release()
      process.off('exit', this.#endWithProcess)
    }
  }

  // For every other way out of the process but kill -9; an exit handler cannot wait, and Postgres ends without us.
  readonly #endWithProcess = (): void => {
    if (this.parts.lock.isHeld()) this.#postmaster.signal('SIGINT')
  }
}
