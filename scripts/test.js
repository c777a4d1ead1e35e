// Builds (the browser journeys open the built client), then runs the tests: all, or those whose path contains an argument.
// The last line counts them.
import { ensureBuilt } from './build/ensure-built.js'
import { runTests } from './test/run-tests.js'

const built = await attempt(ensureBuilt)
const tested = await attempt(() => runTests(process.argv.slice(2)))
const passed = built.passed + tested.passed
const failed = built.failed + tested.failed
process.stdout.write(`${passed} passed, ${failed} failed\n`, () => {
  // A run without a test proves nothing, so it is no success.
  process.exit(failed > 0 || passed === 0 ? 1 : 0)
})

/**
 * What throws is a failure; what follows runs nevertheless, for it may tell more.
 * @param {() => Promise<import('./test/count-tests.js').Counts> | void} step
 */
async function attempt(step) {
  try {
    return (await step()) ?? { passed: 0, failed: 0 }
  } catch (error) {
    console.error(error)
    return { passed: 0, failed: 1 }
  }
}
