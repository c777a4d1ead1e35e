import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const run = new URL('../../scripts/test/run-tests.js', import.meta.url).href
const outcomes = fileURLToPath(new URL('../fixture/outcomes', import.meta.url))

// In a process of its own: vitest does not run inside vitest.
function count(...args: string[]): Promise<unknown> {
  const code = `const { runTests } = await import('${run}')
    const counts = await runTests(${JSON.stringify(['--root', outcomes, '--reporter', 'dot', ...args])})
    process.stdout.write('\\n' + JSON.stringify(counts), () => process.exit(0))`
  const { VITEST, ...env } = process.env
  expect(VITEST).toBeDefined()
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--input-type=module', '--eval', code],
      { env, timeout: 60_000 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr, { cause: error }))
        else resolve(JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)))
      },
    )
  })
}

describe('runTests', () => {
  it('counts as failed a failing test, a throwing hook, a file that does not load and an unhandled rejection', async () => {
    expect(await count()).toEqual({ passed: 2, failed: 4 })
  })

  it('runs only what the arguments choose', async () => {
    expect(await count('assertion')).toEqual({ passed: 1, failed: 1 })
  })

  it('counts nothing where no file matches', async () => {
    expect(await count('no-such-file')).toEqual({ passed: 0, failed: 0 })
  })
})
