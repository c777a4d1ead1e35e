import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { socketFile } from '../../src/database/embedded/endpoint.ts'
import { holdsWithin } from '../../src/database/embedded/holds-within.ts'
import { socketFolderOf } from '../../src/database/embedded/socket-folder.ts'
import { ask, isServerOf, postmasterPid, quick, Starter, withDataFolder } from '../fixture/embedded-postgres-starter.ts'

const serverOf = (folder: string): number => {
  const pid = postmasterPid(folder)
  if (pid === null) throw new Error('No server runs')
  return pid
}

const childOf = (parent: number, name: string): number | null => {
  try {
    const found = execFileSync('ps', ['-o', 'pid=,comm=', '--ppid', String(parent)]).toString()
    const line = found.split('\n').find((entry) => entry.trim().endsWith(name))
    return line ? Number.parseInt(line, 10) : null
  } catch {
    return null
  }
}

/** The initdb that this process runs, caught alive. */
async function initdbOf(pid: number): Promise<number> {
  const found = (): number | null => childOf(pid, 'initdb')
  let initdb: number | null = null
  await holdsWithin(() => (initdb = found()) !== null, { withinMs: 10_000 })
  return initdb ?? Promise.reject(new Error('No initdb was seen'))
}

/** Leaves what a server leaves that was killed together with its Parley; tells whose data it had. */
async function killedServer(folder: string): Promise<{ uid: number; gid: number }> {
  const owner = Starter.run(folder)
  await owner.until('started')
  const server = serverOf(folder)
  await owner.kill('SIGKILL')
  process.kill(server, 'SIGKILL')
  await holdsWithin(() => !isServerOf(server, folder), { withinMs: 5_000 })
  return statSync(join(folder, 'postgres'))
}

/** Makes both lock files of a dead server name another process. */
function passNumberOn(folder: string, pid: number | undefined): void {
  const socketLock = `${socketFile(socketFolderOf(realpathSync(join(folder, 'postgres'))))}.lock`
  for (const file of [join(folder, 'postgres', 'postmaster.pid'), socketLock]) {
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(pid)))
  }
}

describe('what is left of an embedded database', () => {
  it('does not keep the next one down, though it be a busy backend that holds the memory of its dead server', () =>
    withDataFolder(async (folder) => {
      const first = Starter.run(folder)
      const { url = '' } = await first.until('started')
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => {})
      await client.connect()
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      const backend = rows[0]?.pid ?? 0
      // It cannot notice the death of its server before it is let go on.
      process.kill(backend, 'SIGSTOP')
      const server = serverOf(folder)
      await first.kill('SIGKILL')
      process.kill(server, 'SIGKILL')
      await holdsWithin(() => !isServerOf(server, folder), { withinMs: 5_000 })

      const next = Starter.run(folder)
      const log = join(folder, 'postgres.log')
      const refused = (): boolean => readFileSync(log, 'utf8').includes('shared memory block')
      expect(await holdsWithin(refused, { withinMs: 10_000 })).toBe(true)
      process.kill(backend, 'SIGCONT')
      expect(await next.outcome()).toMatchObject({ event: 'started', adopted: false })
      await client.end().catch(() => {})
      await next.kill('SIGTERM')
    }))

  it('is no half-made cluster when initdb was killed', () =>
    withDataFolder(async (folder) => {
      const first = Starter.run(folder)
      process.kill(await initdbOf(first.pid), 'SIGKILL')
      expect(await first.outcome()).toMatchObject({ event: 'refused', reason: 'not-started' })
      expect(existsSync(join(folder, 'postgres'))).toBe(false)
      const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
      await server.stop()
    }))

  it('is cleared away when Parley and its initdb were killed together', () =>
    withDataFolder(async (folder) => {
      const first = Starter.run(folder)
      const initdb = await initdbOf(first.pid)
      await first.kill('SIGKILL')
      process.kill(initdb, 'SIGKILL')
      const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      expect(readdirSync(folder).filter((name) => name.startsWith('postgres.new-'))).toEqual([])
      await server.stop()
    }))

  it('is not taken for a server when its number passed on to a stranger of the same user', () =>
    withDataFolder(async (folder) => {
      const { uid, gid } = await killedServer(folder)
      const stranger = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' })
      await once(stranger, 'spawn')
      try {
        passNumberOn(folder, stranger.pid)
        const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
        expect(server.adopted).toBe(false)
        expect(stranger.exitCode).toBe(null)
        await server.stop()
      } finally {
        stranger.kill('SIGKILL')
        await once(stranger, 'close')
      }
    }))

  it('is not taken for a server when it is a zombie that nobody collects', () =>
    withDataFolder(async (folder) => {
      const { uid, gid } = await killedServer(folder)
      // The shell becomes a program that has never heard of the child it inherits; the child must not end before that.
      const keeper = spawn('sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 60'], { uid, gid, stdio: 'pipe' })
      const [said] = (await once(keeper.stdout, 'data')) as [Buffer]
      const remains = Number(said.toString())
      const isZombie = (): boolean => readFileSync(`/proc/${remains}/stat`, 'utf8').includes(') Z ')
      try {
        expect(await holdsWithin(isZombie, { withinMs: 5_000 })).toBe(true)
        passNumberOn(folder, remains)
        const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
        expect(server.adopted).toBe(false)
        expect(isZombie()).toBe(true)
        await server.stop()
      } finally {
        keeper.kill('SIGKILL')
        await once(keeper, 'close')
      }
    }))

  it("is not taken for a server when its number is nobody's", () =>
    withDataFolder(async (folder) => {
      await killedServer(folder)
      const gone = spawn('true')
      await once(gone, 'close')
      passNumberOn(folder, gone.pid)
      const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      expect(server.adopted).toBe(false)
      await server.stop()
    }))
})
