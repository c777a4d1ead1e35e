import { execFileSync } from 'node:child_process'
import { rmSync, statSync } from 'node:fs'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import type { Endpoint } from './endpoint.ts'
import { holdsWithin } from './holds-within.ts'
import { postmasterFilePath, readPostmasterFile } from './postmaster-file.ts'
import { argumentsOf, exists, startOf } from './process-identity.ts'

/** The parent process of a running server, ours by birth or by adoption. */
export class Postmaster {
  readonly #startedAt: string | null

  constructor(
    readonly pid: number,
    readonly endpoint: Endpoint,
    private readonly pgCtl: string,
  ) {
    this.#startedAt = startOf(pid)
  }

  isRunning(): boolean {
    // Compared, because the number may by now belong to a stranger.
    return this.#startedAt !== null && startOf(this.pid) === this.#startedAt
  }

  /** Ends the server as gently as the time allows: each of the last two costs a recovery at the next start, and no data. */
  async stop(): Promise<void> {
    const steps = [
      ['SIGINT', 4_000],
      ['SIGQUIT', 2_000],
      ['SIGKILL', 1_000],
    ] as const
    for (const [signal, withinMs] of steps) {
      this.signal(signal)
      if (await holdsWithin(() => !this.isRunning(), { withinMs })) return
    }
    throw new EmbeddedPostgresError('not-stopped', `The database (process ${this.pid}) does not end.`)
  }

  /** Asks the server to end; at once, so that it can be called from an exit handler. */
  signal(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): void {
    if (!this.isRunning()) return
    try {
      // On Windows Node knows but one way to signal, the deadly one; pg_ctl knows how Postgres wants it there.
      if (process.platform !== 'win32') process.kill(this.pid, signal)
      else execFileSync(this.pgCtl, ['kill', signal.slice(3), String(this.pid)], { timeout: 2_000, windowsHide: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** The process id of the server that runs on this cluster, or null. */
export function findRunning(cluster: string): number | null {
  const found = readPostmasterFile(cluster)
  // A dead server's file stays: Postgres itself looks there for what else may be left of it.
  if (!found || !exists(found.pid)) return null
  if (startOf(found.pid) !== null && servesCluster(found.pid, cluster)) return found.pid
  // The number passed on to a stranger, or stands for remains that an idle init has not collected: Postgres takes both for a
  // running server. Without the file it still finds backends left alive, by the memory they hold.
  rmSync(postmasterFilePath(cluster), { force: true })
  return null
}

function servesCluster(pid: number, cluster: string): boolean {
  const found = argumentsOf(pid)
  if (found === null) return true
  return found.some((argument) => argument.includes(cluster)) || worksIn(pid, cluster)
}

// The folder may have been moved under the running server: it still works in the same one.
function worksIn(pid: number, cluster: string): boolean {
  try {
    const [there, here] = [statSync(`/proc/${pid}/cwd`), statSync(cluster)]
    return there.dev === here.dev && there.ino === here.ino
  } catch {
    return false
  }
}
