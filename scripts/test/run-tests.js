import { parseCLI, startVitest } from 'vitest/node'
import { countTests } from './count-tests.js'

/**
 * Runs the test files that the arguments of vitest's command line choose, once, and counts.
 * @param {string[]} args
 */
export async function runTests(args) {
  const { filter, options } = parseCLI(['vitest', 'run', ...args])
  const vitest = await startVitest('test', filter, { ...options, watch: false })
  await vitest.close()
  return countTests(vitest.state)
}
