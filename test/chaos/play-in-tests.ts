import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { Cluster } from './cluster/cluster.ts'
import { bundleServer, type ServerBundle } from './cluster/server-bundle.ts'
import { runScenario } from './run-scenario.ts'
import type { Scenario } from './scenario/scenario.ts'

/** Long enough for a machine that is busy with other tests; what hangs is told by the scenario itself, much earlier. */
const patientMs = 240_000

/** A test for each of these scenarios, at the size of a test run, all on one cluster: they need the same parts. */
export function playInTests(scenarios: readonly [Scenario, ...Scenario[]]): void {
  const [{ nodes, redis, env, ownDatabase }] = scenarios
  let bundle: ServerBundle
  let cluster: Cluster
  beforeAll(async () => {
    bundle = await bundleServer()
    const postgresUrl = ownDatabase ? undefined : inject('database').serverUrl
    cluster = await Cluster.start({ entry: bundle.entry, nodes, redis, env, postgresUrl })
  }, patientMs)
  afterAll(async () => {
    await cluster?.close()
    bundle?.remove()
  })

  for (const scenario of scenarios) {
    it(
      `${scenario.promises}: ${scenario.what}`,
      async () => {
        const seed = randomInt(2 ** 31)
        const { violations } = await runScenario(cluster, scenario, { seed, runs: scenario.runs.ci, firstRun: seed })
        expect(violations, `npm run campaign -- --quick --only ${scenario.name} --seed ${seed}`).toEqual([])
      },
      patientMs,
    )
  }
}
