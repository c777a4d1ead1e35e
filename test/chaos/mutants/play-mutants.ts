import { bundleServer } from '../cluster/server-bundle.ts'
import { playScenarios, type PlayOptions } from '../play-scenarios.ts'
import { allScenarios } from '../scenario/all-scenarios.ts'
import type { Violation } from '../checker/records.ts'
import type { Mutant } from './mutant.ts'

export interface MutantResult {
  mutant: Mutant
  /** What the scenario found of it; nothing where it did not notice. */
  violations: Violation[]
  seconds: number
}

/** Plants each bug in a server of its own and plays the scenario that has to notice it. */
export async function* playMutants(
  mutants: readonly Mutant[],
  options: Pick<PlayOptions, 'postgresUrl' | 'seed'>,
): AsyncGenerator<MutantResult> {
  for (const mutant of mutants) {
    const startedAt = performance.now()
    const bundle = await bundleServer(mutant.changes)
    try {
      const scenario = allScenarios.find(({ name }) => name === mutant.scenario)
      if (!scenario) throw new Error(`there is no scenario ${mutant.scenario}`)
      const runs = () => mutant.runs ?? scenario.runs.ci
      const violations: Violation[] = []
      for await (const result of playScenarios([scenario], { ...options, entry: bundle.entry, runs })) {
        violations.push(...result.violations.filter(({ promise }) => mutant.breaks.includes(promise)))
      }
      yield { mutant, violations, seconds: (performance.now() - startedAt) / 1_000 }
    } finally {
      bundle.remove()
    }
  }
}
