import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync } from 'node:fs'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import type { Endpoint } from './endpoint.ts'
import { accepts, listenSettings } from './endpoint.ts'
import { holdsWithin } from './holds-within.ts'
import { findRunning, Postmaster } from './postmaster.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { serverCommand } from './server-command.ts'
import { serverEnvironment } from './server-environment.ts'
import { logLength, logSince, openServerLog } from './server-log.ts'
import type { ServerPlan } from './server-plan.ts'
import { prepareSocketFolder } from './socket-folder.ts'

const startMs = 30_000
// A killed server's last backends keep its shared memory until they notice, and no new server starts before.
const remainsMs = 20_000

export interface ServerUp {
  postmaster: Postmaster
  adopted: boolean
}

/** Brings up the one server of this cluster: the one that a killed Parley left running, else a new one. */
export async function bringUpServer(plan: ServerPlan, signal: AbortSignal): Promise<ServerUp> {
  const wasKilled = readPostmasterFile(plan.cluster) !== null
  const left = await adoptServer(plan, signal)
  if (left) return { postmaster: left, adopted: true }
  const patienceMs = wasKilled ? remainsMs : 0
  return { postmaster: await launchServer(plan, { patienceMs, signal }), adopted: false }
}

async function adoptServer(plan: ServerPlan, signal: AbortSignal): Promise<Postmaster | null> {
  const pid = findRunning(plan.cluster)
  if (pid === null) return null
  plan.onProgress(`Taking over the database that an earlier run left running (process ${pid})`)
  const found = new Postmaster(pid, endpointLeftBy(plan), plan.binaries.pgCtl)
  const settled = (): boolean => !found.isRunning() || ['ready', 'stopping'].includes(statusOf(plan.cluster, pid))
  await holdsWithin(settled, { withinMs: startMs, signal })
  const isReady = statusOf(plan.cluster, pid) === 'ready'
  if (isReady && found.isRunning() && (await accepts(found.endpoint))) return found
  // On its way out, stuck, or its socket was cleared away: a new one is a moment's work.
  await found.stop()
  return null
}

interface LaunchPatience {
  patienceMs: number
  signal: AbortSignal
}

async function launchServer(plan: ServerPlan, { patienceMs, signal }: LaunchPatience): Promise<Postmaster> {
  const end = performance.now() + patienceMs
  for (;;) {
    const launched = await tryLaunch(plan, signal)
    if (launched instanceof Postmaster) return launched
    if (performance.now() >= end) throw launched
    await holdsWithin(() => false, { withinMs: 50, everyMs: 50, signal })
  }
}

async function tryLaunch(plan: ServerPlan, signal: AbortSignal): Promise<Postmaster | EmbeddedPostgresError> {
  signal.throwIfAborted()
  const { cluster, endpoint, binaries } = plan
  if (endpoint.kind === 'socket') prepareSocketFolder(endpoint.folder, plan.user)
  const log = openServerLog(plan.logPath)
  const before = logLength(log)
  const pid = await spawnServer(plan, log).finally(() => closeSync(log))
  const postmaster = new Postmaster(pid, endpoint, binaries.pgCtl)
  try {
    // An accepting socket alone comes too early: the status says when connections are let in.
    const isReady = async (): Promise<boolean> => statusOf(cluster, pid) === 'ready' && accepts(endpoint)
    const settled = await holdsWithin(async () => !postmaster.isRunning() || isReady(), { withinMs: startMs, signal })
    if (settled && postmaster.isRunning()) return postmaster
  } catch (error) {
    await postmaster.stop()
    throw error
  }
  await postmaster.stop()
  const said = logSince(plan.logPath, before) || 'nothing'
  return new EmbeddedPostgresError(
    'not-started',
    `The database did not start. Its log (${plan.logPath}) says:\n${said}`,
  )
}

async function spawnServer(plan: ServerPlan, log: number): Promise<number> {
  const settings = Object.entries({ ...listenSettings(plan.endpoint), ...plan.settings })
  const program = [
    plan.binaries.postgres,
    '-D',
    plan.cluster,
    ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const [file, args] = serverCommand(program, plan.user)
  const server = spawn(file, args, {
    cwd: '/',
    env: serverEnvironment(plan.binaries.extraLibraries),
    // Out of the terminal's process group: Ctrl-C is for us, who end the server once nobody needs it.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
  })
  try {
    await once(server, 'spawn')
  } catch (cause) {
    throw new EmbeddedPostgresError('not-started', `The database did not start: ${(cause as Error).message}`, { cause })
  }
  server.unref()
  return server.pid as number
}

function endpointLeftBy({ cluster, endpoint }: ServerPlan): Endpoint {
  const left = readPostmasterFile(cluster)
  if (!left) return endpoint
  // The temp folder may have another name in this run than in the one that started the server.
  if (left.socketFolder !== '') return { kind: 'socket', folder: left.socketFolder }
  return endpoint.kind === 'tcp' ? { ...endpoint, port: left.port } : endpoint
}

function statusOf(cluster: string, pid: number): string {
  const found = readPostmasterFile(cluster)
  return found?.pid === pid ? found.status : ''
}
