import { describe, expect, it } from 'vitest'
import { changed, sourceOf } from '../cluster/server-bundle.ts'
import { allScenarios } from '../scenario/all-scenarios.ts'
import { allMutants } from './all-mutants.ts'

describe('the planted bugs', () => {
  it.each(allMutants)('$name still finds its place in the source, and a scenario to notice it', (mutant) => {
    for (const change of mutant.changes) expect(() => changed(sourceOf(change.file), change)).not.toThrow()
    expect(allScenarios.map(({ name }) => name)).toContain(mutant.scenario)
  })

  it('are at least fifteen, each with a name of its own', () => {
    expect(new Set(allMutants.map(({ name }) => name)).size).toBe(allMutants.length)
    expect(allMutants.length).toBeGreaterThanOrEqual(15)
  })
})
