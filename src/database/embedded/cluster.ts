import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { authArguments } from './endpoint.ts'
import { serverCommand } from './server-command.ts'
import { serverEnvironment } from './server-environment.ts'
import type { ServerPlan } from './server-plan.ts'
import { assertNamedUser } from './server-user.ts'

/** Makes sure that the cluster is there and of our release; where there is none, makes one. */
export async function ensureCluster(plan: ServerPlan, signal: AbortSignal): Promise<void> {
  removeUnfinished(plan.cluster)
  if (existsSync(plan.cluster) && readdirSync(plan.cluster).length > 0) {
    assertOurRelease(plan)
    return
  }
  plan.onProgress('Creating the database (only at the first start)')
  assertNamedUser()
  // Made beside and moved: whatever kills initdb half-way, no half-made cluster ever bears the name.
  const draft = `${draftPrefix(plan.cluster)}${randomBytes(6).toString('hex')}`
  try {
    mkdirSync(draft, { mode: 0o700 })
    if (plan.user) chownSync(draft, plan.user.uid, plan.user.gid)
    await runInitdb(plan, draft, signal)
    rmSync(plan.cluster, { recursive: true, force: true })
    renameSync(draft, plan.cluster)
    syncFolder(dirname(plan.cluster))
  } catch (error) {
    removeFolder(draft)
    throw error
  }
}

function assertOurRelease({ cluster, binaries }: ServerPlan): void {
  const versionFile = join(cluster, 'PG_VERSION')
  if (!existsSync(versionFile)) {
    throw new EmbeddedPostgresError(
      'folder',
      `The folder ${cluster} holds something else than Postgres data. Move it away.`,
    )
  }
  const version = readFileSync(versionFile, 'utf8').trim()
  if (version === binaries.major) return
  throw new EmbeddedPostgresError(
    'other-version',
    `The data in ${cluster} was made by PostgreSQL ${version}, and this Parley brings PostgreSQL ${binaries.major}. ` +
      'Move it over with pg_dump and the Parley that made it, or give this one another folder with PARLEY_DATA.',
  )
}

function runInitdb(plan: ServerPlan, folder: string, signal: AbortSignal): Promise<void> {
  const program = [
    plan.binaries.initdb,
    `--pgdata=${folder}`,
    '--username=postgres',
    '--encoding=UTF8',
    // The one locale that sorts alike on every system and after every upgrade of it.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(plan.settings['fsync'] === 'off' ? ['--no-sync'] : []),
    ...authArguments(plan.endpoint, plan.passwordFile),
  ]
  const [file, args] = serverCommand(program, plan.user)
  return new Promise((resolve, reject) => {
    const env = serverEnvironment(plan.binaries.extraLibraries)
    const initdb = spawn(file, args, { cwd: '/', env, signal, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    const keep = (chunk: Buffer): void => {
      said = `${said}${chunk.toString()}`.slice(-2_000)
    }
    initdb.stdout.on('data', keep)
    initdb.stderr.on('data', keep)
    initdb.once('error', (cause) =>
      reject(signal.aborted ? (signal.reason as Error) : notCreated(cause.message, cause)),
    )
    initdb.once('close', (code) => (code === 0 ? resolve() : reject(notCreated(said.trim()))))
  })
}

const notCreated = (said: string, cause?: unknown): EmbeddedPostgresError =>
  new EmbeddedPostgresError('not-started', `The database could not be created: ${said || 'initdb was killed'}`, {
    cause,
  })

function removeUnfinished(cluster: string): void {
  for (const name of readdirSync(dirname(cluster))) {
    if (name.startsWith(basename(draftPrefix(cluster)))) removeFolder(join(dirname(cluster), name))
  }
}

function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // An initdb whose Parley was killed may still write here: then the next start clears it away.
  }
}

// Only then does the new name survive a power cut.
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

const draftPrefix = (cluster: string): string => `${cluster}.new-`
