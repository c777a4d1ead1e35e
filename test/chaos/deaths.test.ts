import { describe } from 'vitest'
import { playInTests } from './play-in-tests.ts'
import { failPointKills, takeoverKills } from './scenario/fail-points.ts'
import { faultSweep } from './scenario/fault-sweep.ts'
import { killsInARow } from './scenario/kills-in-a-row.ts'
import { longReplies } from './scenario/long-replies.ts'
import { randomKills } from './scenario/random-kills.ts'
import { rollingRestarts } from './scenario/rolling-restarts.ts'
import { staleWriters } from './scenario/stale-writers.ts'

describe('servers that die, stall and are replaced', () => {
  playInTests([
    randomKills,
    failPointKills,
    takeoverKills,
    faultSweep,
    staleWriters,
    longReplies,
    killsInARow,
    rollingRestarts,
  ])
})
