import { describe, expect, it } from 'vitest'

interface Check {
  name: string
  args: string[]
}

// The scripts are JavaScript, so that they run before anything is built.
const script = new URL('../../scripts/check/run-checks.js', import.meta.url).href
const { runChecks } = (await import(script)) as {
  runChecks: (checks: Check[], say: (line: string) => void) => Promise<number>
}

const passes = { name: 'passes', args: ['--eval', 'console.log("quiet")'] }
const fails = { name: 'fails', args: ['--eval', 'console.log("the reason"); process.exit(3)'] }
const crashes = { name: 'crashes', args: ['--eval', 'process.kill(process.pid, "SIGKILL")'] }

async function run(...checks: Check[]): Promise<{ failures: number; lines: string[] }> {
  const lines: string[] = []
  const failures = await runChecks(checks, (line) => void lines.push(line))
  return { failures, lines }
}

describe('runChecks', () => {
  it('says one line of a check that passes, and nothing of what it printed', async () => {
    const { failures, lines } = await run(passes)
    expect(failures).toBe(0)
    expect(lines).toEqual([expect.stringMatching(/^ok +passes +\d+\.\d s$/)])
  })

  it('shows what a failing check printed, and runs the others nevertheless', async () => {
    const { failures, lines } = await run(fails, passes, passes)
    expect(failures).toBe(1)
    expect(lines.filter((line) => line.startsWith('ok'))).toHaveLength(2)
    expect(lines[lines.findIndex((line) => /^FAILED fails/.test(line)) + 1]).toBe('the reason')
  })

  it('counts a check that was killed as failed', async () => {
    expect((await run(crashes)).failures).toBe(1)
  })
})
