import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { eventually } from './eventually.ts'

/** A Redis server of a test's own, to be broken at will. */
export interface RedisServer {
  url: string
  /** Any command, over a connection of the kit's. */
  command(name: string, ...parameters: (string | number)[]): Promise<unknown>
  /** Loses everything it has. */
  flush(): Promise<void>
  /** It stands still: its sockets stay open and say nothing. */
  stall(): void
  /** Goes on after `stall`. */
  resume(): void
  /** Dies without a word. */
  kill(): Promise<void>
  /** Starts again at the same address, empty. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A server that others may use as well: nothing is to be done to it. */
export type ProvidedRedis = Pick<RedisServer, 'url' | 'stop'>

const installed = spawnSync('redis-server', ['--version']).status === 0
const given = process.env['TEST_REDIS_URL']

/** Whether `startRedis` can: the tests that break Redis have one of their own. */
export const redisIsInstalled = (): boolean => installed

/** Whether `provideRedis` can; a line says so where it cannot. */
export function redisIsThere(): boolean {
  if (installed || given !== undefined) return true
  process.stdout.write('no redis-server on the PATH and no TEST_REDIS_URL: what needs Redis is left out\n')
  return false
}

/** The server that TEST_REDIS_URL names, else one of the caller's own. */
export async function provideRedis(): Promise<ProvidedRedis> {
  return given === undefined ? startRedis() : { url: given, stop: () => Promise.resolve() }
}

/** Starts a Redis server on a free port of loopback; it writes nothing to the disk. */
export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const probe = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: 1, commandTimeout: 5_000 })
  probe.on('error', () => undefined)
  let child = launch(port, folder)
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)

  const untilReady = () =>
    eventually(() => probe.ping().catch(() => undefined), { withinMs: 20_000, what: 'the Redis server' })
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await exited
  }
  const stop = async () => {
    process.off('exit', end)
    probe.disconnect()
    await kill()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await untilReady()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url,
    command: (name, ...parameters) => probe.call(name, parameters),
    flush: async () => void (await probe.flushall()),
    stall: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill,
    restart: async () => {
      await kill()
      child = launch(port, folder)
      await untilReady()
    },
    stop,
  }
}

function launch(port: number, folder: string): ChildProcess {
  const settings = { port, dir: folder, bind: '127.0.0.1', save: '', appendonly: 'no', 'tcp-backlog': 64 }
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  return spawn('redis-server', flags, { stdio: 'ignore' })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
