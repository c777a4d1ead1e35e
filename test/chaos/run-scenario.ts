import { History, type Violation } from './checker/records.ts'
import { timesOf, type Times } from './checker/times.ts'
import { violationsIn } from './checker/verdict.ts'
import type { Cluster } from './cluster/cluster.ts'
import { attemptsIn, finalMessages } from './cluster/final-state.ts'
import { Random } from './cluster/random.ts'
import type { Scenario } from './scenario/scenario.ts'
import { Stage } from './scenario/stage.ts'

/** What came of a scenario. */
export interface ScenarioResult extends Times {
  name: string
  promises: string
  runs: number
  deathsInARow: boolean
  /** Sends that were acknowledged. */
  acknowledged: number
  requests: number
  attempts: number
  violations: Violation[]
  seconds: number
}

export interface RunOptions {
  seed: number
  runs: number
  /** Runs that came before. */
  firstRun?: number
}

/** From the end of a scenario to the end of every reply: a lease, a takeover, the reply itself, and a busy machine. */
const patienceMs = 60_000

/** Plays a scenario, lets everything heal, and has the checker decide. */
export async function runScenario(
  cluster: Cluster,
  scenario: Scenario,
  { seed, runs, firstRun = 0 }: RunOptions,
): Promise<ScenarioResult> {
  const startedAt = performance.now()
  await cluster.heal()
  const history = new History()
  cluster.history = history
  cluster.vendor.requests = []
  const stage = new Stage(cluster, new Random(seed).fork(scenario.name), firstRun)
  try {
    await scenario.play(stage, runs)
  } catch (error) {
    stage.broken('wrong', scenario.promises, `the scenario ended early: ${String((error as Error).stack)}`)
  }
  await cluster.heal()
  const messages = await finalMessages(stage.viewers, patienceMs)
  const replies = new Set(messages.flatMap((message) => message.replies.map(({ id }) => id)))
  const attempts = (await attemptsIn(cluster.database)).filter(({ replyId }) => replies.has(replyId))
  const { requests } = cluster.vendor
  const evidence = { history, requests, messages, attempts }
  return {
    name: scenario.name,
    promises: scenario.promises,
    deathsInARow: scenario.deathsInARow ?? false,
    runs,
    acknowledged: new Set(history.sends.filter(({ outcome }) => outcome === 'ok').map((send) => send.answer?.messageId))
      .size,
    requests: requests.length,
    attempts: attempts.length,
    violations: [...stage.violations, ...violationsIn(evidence)],
    seconds: (performance.now() - startedAt) / 1_000,
    ...timesOf(evidence),
  }
}
