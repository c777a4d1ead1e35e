import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { bundledServer } from './bundled-server.ts'
import { inTime } from './eventually.ts'

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface LaunchOptions {
  /** All of its environment that concerns Parley. */
  env?: Record<string, string>
  /** Where it runs: here lie its `.env` and its data folder, where it has any. */
  folder?: string
}

/** A process of Parley that may not be ready yet, or never become so. */
export interface LaunchedParley {
  pid: number
  /** The URL, once the line that says "ready" was printed; rejects with all it said where it exits first. */
  ready: Promise<string>
  exited: Promise<Exit>
  /** What it wrote so far, to both outputs. */
  output(): string
  /** Sends a signal and waits for the exit. */
  kill(signal: NodeJS.Signals): Promise<Exit>
}

export interface SpawnedParley extends LaunchedParley {
  url: string
}

// Generous: a machine that builds and tests something else at the same time takes its time.
const readyMs = 45_000
const exitMs = 20_000
const readyLine = /Parley is ready[\s\S]*?GraphQL\s+(http:\S+)\/graphql/

/** Starts Parley as a process of its own, on a free port unless `env` says another. */
export async function launchParley({ env = {}, folder = tmpdir() }: LaunchOptions = {}): Promise<LaunchedParley> {
  const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env
  const child = spawn(process.execPath, [await bundledServer()], {
    cwd: folder,
    env: { PATH, HOME, TMPDIR, NODE_ENV: 'test', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Whatever ends this process must not leave a server behind.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)

  let output = ''
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      process.off('exit', end)
      resolve({ code, signal })
    })
  })
  const ready = new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString()
      const url = readyLine.exec(output)?.[1]
      if (url) resolve(url)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void exited.then(({ code }) => reject(new Error(`Parley ended with ${code} before it was ready`)))
  })
  const bounded = inTime(ready, readyMs, 'the line that says "ready"').catch((error: unknown) => {
    throw new Error(`${(error as Error).message}:\n${output}`)
  })
  // Whoever does not ask for it expects no start.
  bounded.catch(() => undefined)

  return {
    pid: child.pid as number,
    ready: bounded,
    exited,
    output: () => output,
    kill: (signal) => {
      child.kill(signal)
      return inTime(exited, exitMs, `the exit after ${signal}`)
    },
  }
}

/** Starts Parley as a process of its own and waits until it is ready. */
export async function spawnParley(options: LaunchOptions = {}): Promise<SpawnedParley> {
  const launched = await launchParley(options)
  try {
    return { ...launched, url: await launched.ready }
  } catch (error) {
    await launched.kill('SIGKILL')
    throw error
  }
}
