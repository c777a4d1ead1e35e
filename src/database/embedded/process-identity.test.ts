import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { argumentsOf, startOf } from './process-identity.ts'

describe('the identity of a process', () => {
  it('stays the same while it lives, and ends with it', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' })
    await once(child, 'spawn')
    const pid = child.pid as number
    const start = startOf(pid)
    expect(start).not.toBe(null)
    expect(startOf(pid)).toBe(start)
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(startOf(pid)).toBe(null)
  })

  it('tells the arguments of a process, and nothing of one that is not', () => {
    expect(argumentsOf(process.pid)?.join(' ')).toContain('node')
    expect(argumentsOf(2 ** 22 + 1)).toBe(null)
  })
})
