import { redisIsInstalled } from '../kit/redis.ts'
import { Cluster } from './cluster/cluster.ts'
import { runScenario, type ScenarioResult } from './run-scenario.ts'
import type { Scenario } from './scenario/scenario.ts'

export interface PlayOptions {
  /** The server's bundle. */
  entry: string
  /** A Postgres server to make databases on; without it each cluster gets a server of its own. */
  postgresUrl?: string | undefined
  seed: number
  runs: (scenario: Scenario) => number
  /** Runs that came before. */
  firstRun?: (scenario: Scenario) => number
  say?: (line: string) => void
}

/** Plays one scenario after another; those that need the same parts play on the same cluster. */
export async function* playScenarios(
  scenarios: readonly Scenario[],
  { entry, postgresUrl, seed, runs, firstRun = () => 0, say = () => undefined }: PlayOptions,
): AsyncGenerator<ScenarioResult> {
  let cluster: Cluster | undefined
  let stands: Scenario | undefined
  try {
    for (const scenario of scenarios) {
      if (scenario.redis && !redisIsInstalled()) {
        say(`${scenario.name} is left out: there is no redis-server on the PATH`)
        continue
      }
      if (!cluster || !stands || !sameParts(stands, scenario)) {
        await cluster?.close()
        cluster = undefined
        const { nodes, redis, env, ownDatabase } = scenario
        cluster = await Cluster.start({ entry, nodes, redis, env, postgresUrl: ownDatabase ? undefined : postgresUrl })
        stands = scenario
      }
      yield await runScenario(cluster, scenario, { seed, runs: runs(scenario), firstRun: firstRun(scenario) })
    }
  } finally {
    await cluster?.close()
  }
}

const sameParts = (one: Scenario, other: Scenario): boolean =>
  one.nodes === other.nodes &&
  one.env === other.env &&
  (one.redis ?? false) === (other.redis ?? false) &&
  (one.ownDatabase ?? false) === (other.ownDatabase ?? false)
