import { fork, type ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { inTime } from '../../test/kit/eventually.ts'
import type { Answer, Question, Ready } from './serve-parent.ts'

/** A process of the bench. */
export interface Part {
  pid: number
  url: string
  /** Asks it something; rejects where no answer came in time or it ended. */
  ask<Reply>(content: unknown, withinMs: number): Promise<Reply>
  stop(): Promise<void>
}

const readyMs = 20_000
const exitMs = 10_000

/** Starts a bundled part and waits until it says that it can be used. */
export async function startPart(path: string, { args = [], env = {} }: PartOptions = {}): Promise<Part> {
  const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env
  const child = fork(path, args, {
    env: { PATH, HOME, TMPDIR, NODE_ENV: 'production', ...env },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  // It ends with the channel too; this is for a part that is too busy to hear that.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => {
      process.off('exit', end)
      resolve()
    })
  })
  const stop = () => {
    child.kill('SIGKILL')
    return inTime(exited, exitMs, 'the end of a part of the bench')
  }
  try {
    const { url } = await inTime(readiness(child), readyMs, `${path} to be ready`)
    return { pid: child.pid as number, url, ask: asking(child), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface PartOptions {
  args?: string[]
  env?: Record<string, string>
}

function readiness(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: { ready: Ready }) => resolve(message.ready))
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`A part of the bench ended with ${code} before it was ready`)))
  })
}

function asking(child: ChildProcess): Part['ask'] {
  let questions = 0
  return <Reply>(content: unknown, withinMs: number) => {
    const id = ++questions
    const answered = new Promise<Reply>((resolve, reject) => {
      const settle = (after: () => void) => {
        child.off('message', hear).off('close', gone)
        after()
      }
      const hear = ({ id: answers, content: reply, error }: Answer) => {
        if (answers !== id) return
        settle(() => (error === undefined ? resolve(reply as Reply) : reject(new Error(error))))
      }
      const gone = (code: number | null) => settle(() => reject(new Error(`A part of the bench ended with ${code}`)))
      child.on('message', hear).on('close', gone)
      child.send({ id, content } satisfies Question)
    })
    return inTime(answered, withinMs, 'the answer of a part of the bench')
  }
}
