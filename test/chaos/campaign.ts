import type { Scenario } from './scenario/scenario.ts'
import { playScenarios, type PlayOptions } from './play-scenarios.ts'
import type { ScenarioResult } from './run-scenario.ts'

export interface CampaignOptions extends Omit<PlayOptions, 'runs'> {
  scenarios: readonly Scenario[]
  size: keyof Scenario['runs']
  /** Ends when so much time is over, in milliseconds. */
  withinMs?: number | undefined
  onResult?: (result: ScenarioResult) => void
}

/** A campaign is played in rounds, so that every scenario has had its turn however early it ends. */
const rounds = 20

/** Plays all scenarios until each has had its runs, every round by another seed that follows from the first. */
export async function playCampaign(options: CampaignOptions): Promise<ScenarioResult[]> {
  const { scenarios, size, withinMs = Infinity, seed, onResult } = options
  const bounded = withinMs < Infinity
  const deadline = performance.now() + withinMs
  const total = new Map<string, ScenarioResult>()
  // Where a list is gone through, a small campaign begins somewhere in it.
  const offset = size === 'ci' ? seed : 0
  const done = ({ name }: Scenario) => total.get(name)?.runs ?? 0
  const firstRun = (scenario: Scenario) => offset + done(scenario)
  const left = (scenario: Scenario) => scenario.runs[size] - done(scenario)
  for (let round = 0; ; round++) {
    const due = scenarios.filter((scenario) => left(scenario) > 0)
    if (due.length === 0) break
    // With little time the first round is small, so that all scenarios come to their turn; then each gets as much of what is left.
    const turnMs = (deadline - performance.now()) / due.length
    const part = (scenario: Scenario) =>
      bounded ? runsWithin(turnMs, scenario, total.get(scenario.name)) : share(scenario, size)
    const runs = (scenario: Scenario) => Math.min(left(scenario), part(scenario))
    for await (const result of playScenarios(due, { ...options, seed: seed + round, runs, firstRun })) {
      onResult?.(result)
      total.set(result.name, together(total.get(result.name), result))
      if (performance.now() > deadline) break
    }
    if (performance.now() > deadline) break
  }
  return scenarios.flatMap(({ name }) => total.get(name) ?? [])
}

/** By what they took until now. */
function runsWithin(turnMs: number, { runs }: Scenario, before: ScenarioResult | undefined): number {
  if (!before) return runs.ci
  return Math.max(1, Math.floor((turnMs / 1_000) * (before.runs / before.seconds)))
}

function share({ runs }: Scenario, size: keyof Scenario['runs']): number {
  return Math.max(runs.ci, Math.ceil(runs[size] / rounds))
}

function together(before: ScenarioResult | undefined, result: ScenarioResult): ScenarioResult {
  if (!before) return result
  return {
    ...result,
    runs: before.runs + result.runs,
    acknowledged: before.acknowledged + result.acknowledged,
    requests: before.requests + result.requests,
    attempts: before.attempts + result.attempts,
    violations: [...before.violations, ...result.violations],
    resume: [...before.resume, ...result.resume],
    recovery: [...before.recovery, ...result.recovery],
    seconds: before.seconds + result.seconds,
  }
}
