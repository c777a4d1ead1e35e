/** @typedef {import('vitest/node').Vitest['state']} State */
/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * Counts what passed and what failed. A file that does not load, a hook that throws and an error that nobody caught are
 * failures too; so is a test that was begun and never ended.
 * @param {Pick<State, 'getTestModules' | 'getUnhandledErrors'>} state
 * @returns {Counts}
 */
export function countTests(state) {
  const counts = { passed: 0, failed: state.getUnhandledErrors().length }
  for (const module of state.getTestModules()) {
    if (module.errors().length > 0) counts.failed++
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) counts.failed++
    for (const test of module.children.allTests()) {
      const { state: outcome } = test.result()
      if (outcome === 'passed') counts.passed++
      else if (outcome !== 'skipped') counts.failed++
    }
  }
  return counts
}
