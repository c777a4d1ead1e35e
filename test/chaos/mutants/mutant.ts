import type { SourceChange } from '../cluster/server-bundle.ts'

/** A bug planted on purpose, and the scenario that has to notice it. */
export interface Mutant {
  name: string
  /** The bug, in a sentence. */
  bug: string
  changes: readonly SourceChange[]
  scenario: string
  /** The promises that it breaks: whatever else the scenario finds does not count. */
  breaks: readonly string[]
  /** Where the usual size is too small for it to show every time. */
  runs?: number
}
