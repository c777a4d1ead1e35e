import { shiftedClock } from '../cluster/shifted-clock.ts'
import { randomKills } from './random-kills.ts'
import type { Scenario } from './scenario.ts'

const hour = 3_600_000
const month = 30 * 24 * hour

// Whoever signs in does so where it is earliest: a token from the future is rightly refused.
const shifts: readonly (readonly number[])[] = [[-month], [-hour, hour], [0, month, -hour]]

export const clockJumps: Scenario = {
  name: 'clock-jumps',
  promises: 'G28',
  what: "random kills while the servers' clocks jump by an hour and by thirty days, each by its own",
  nodes: 3,
  deathsInARow: true,
  env: (index) => shiftedClock(...shifts[index % shifts.length]!),
  runs: { ci: 1, campaign: 50 },
  play: randomKills.play,
}
