import type { Stage } from './stage.ts'

/** One way to break things, and what must hold all the while. */
export interface Scenario {
  name: string
  /** The promises that it proves, by their numbers. */
  promises: string
  /** What is done, for a reader of the table. */
  what: string
  nodes: number
  /** On a Postgres server of its own, because it is killed. */
  ownDatabase?: boolean
  /** With a Redis of its own. */
  redis?: boolean
  /** Whoever takes a reply over may die as well: how long it takes until one lives is no measure of one recovery. */
  deathsInARow?: boolean
  /** What each server is started with, beside the usual; told apart by its place in the cluster. */
  env?: (index: number) => Record<string, string>
  runs: { ci: number; campaign: number }
  play(stage: Stage, runs: number): Promise<void>
}
