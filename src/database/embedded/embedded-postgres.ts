import { join } from 'node:path'
import { findBinaries } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import { openDataFolder, unusableFolder } from './data-folder.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import type { Endpoint } from './endpoint.ts'
import { urlOf } from './endpoint.ts'
import { GuardedServer } from './guarded-server.ts'
import { freePort, keptPassword } from './loopback.ts'
import { OwnerLock } from './owner-lock.ts'
import type { Postmaster } from './postmaster.ts'
import type { ServerPlan } from './server-plan.ts'
import type { ServerSettings } from './server-settings.ts'
import { defaultSettings } from './server-settings.ts'
import { serverUser } from './server-user.ts'
import { socketFolderOf } from './socket-folder.ts'
import { bringUpServer } from './start-server.ts'

const startMs = 30_000

/** A Postgres server of Parley's own. */
export interface EmbeddedPostgres {
  /** Good for every start of the server while this process owns it. */
  readonly url: string
  /** Whether an earlier run had left it running. */
  readonly adopted: boolean
  /** Ends the server and gives the data folder free; may be called again. */
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  /** Where the data, the log and the owner's lock lie; made where it is missing. */
  dataFolder: string
  onProgress?: (line: string) => void
  signal?: AbortSignal
  /** PostgreSQL settings that differ from the usual ones here. */
  settings?: ServerSettings
  /** A Unix socket, except on Windows, which gets a port of the loopback interface and a password. */
  listen?: Endpoint['kind']
}

/** Starts the server of this data folder, or takes over the one that a killed run left behind. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const late = AbortSignal.timeout(startMs)
  const signal = options.signal ? AbortSignal.any([options.signal, late]) : late
  try {
    return await startOwned(options, signal)
  } catch (error) {
    if (late.aborted && error === late.reason) {
      const message = `The database was not ready within ${startMs / 1_000} s`
      throw new EmbeddedPostgresError('timeout', `${message}. See ${join(options.dataFolder, 'postgres.log')}.`, {
        cause: error,
      })
    }
    if (isSystemError(error)) throw unusableFolder(options.dataFolder, error)
    throw error
  }
}

async function startOwned(options: EmbeddedPostgresOptions, signal: AbortSignal): Promise<EmbeddedPostgres> {
  const { onProgress = () => {} } = options
  signal.throwIfAborted()
  const dataFolder = openDataFolder(options.dataFolder)
  const lock = await OwnerLock.take(join(dataFolder, 'owner'), { signal, onProgress })
  try {
    const plan = await planServer(dataFolder, { ...options, onProgress })
    await ensureCluster(plan, signal)
    const { postmaster, adopted } = await bringUpServer(plan, signal)
    const { endpoint } = postmaster
    const restart = async (stop: AbortSignal): Promise<Postmaster> =>
      (await bringUpServer({ ...plan, endpoint }, stop)).postmaster
    const server = new GuardedServer({ postmaster, lock, restart, onProgress })
    return { url: urlOf(endpoint), adopted, stop: () => server.stop() }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function planServer(
  dataFolder: string,
  options: EmbeddedPostgresOptions & Pick<ServerPlan, 'onProgress'>,
): Promise<ServerPlan> {
  const cluster = join(dataFolder, 'postgres')
  const passwordFile = join(dataFolder, 'postgres.password')
  const listen = options.listen ?? (process.platform === 'win32' ? 'tcp' : 'socket')
  return {
    cluster,
    passwordFile,
    logPath: join(dataFolder, 'postgres.log'),
    binaries: findBinaries(join(dataFolder, 'lib')),
    user: serverUser(cluster),
    endpoint:
      listen === 'tcp'
        ? { kind: 'tcp', port: await freePort(), password: keptPassword(passwordFile) }
        : { kind: 'socket', folder: socketFolderOf(cluster) },
    settings: { ...defaultSettings, ...options.settings },
    onProgress: options.onProgress,
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'code' in error
