import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { inTime } from '../../kit/eventually.ts'

/** A process of Parley that listens. */
export interface ServerProcess {
  pid: number
  port: number
  exited: Promise<number | null>
  /** What it wrote last, to both outputs. */
  output(): string
  signal(signal: NodeJS.Signals): void
}

// Generous: the machine may be building and testing something else at the same time.
const readyMs = 60_000
const readyLine = /Parley is ready[\s\S]*?GraphQL\s+http:\/\/[^:]+:(\d+)\/graphql/
const mostOutput = 64 * 1024

/** Starts Parley as a process of its own on a free port, and waits until it is ready. */
export async function startServer(entry: string, env: Record<string, string>): Promise<ServerProcess> {
  const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env
  const child = spawn(process.execPath, [entry], {
    cwd: tmpdir(),
    env: { PATH, HOME, TMPDIR, NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Whatever ends this process must not leave a server behind.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  let output = ''
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      process.off('exit', end)
      resolve(code)
    })
  })
  const ready = new Promise<number>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-mostOutput)
      const port = readyLine.exec(output)?.[1]
      if (port !== undefined) resolve(Number(port))
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void exited.then((code) => reject(new Error(`the server ended with ${code} before it was ready:\n${output}`)))
  })
  try {
    const port = await inTime(ready, readyMs, 'a server that is ready')
    return { pid: child.pid!, port, exited, output: () => output, signal: (signal) => void child.kill(signal) }
  } catch (error) {
    child.kill('SIGKILL')
    await exited
    throw new Error(`${(error as Error).message}\n${output}`, { cause: error })
  }
}
