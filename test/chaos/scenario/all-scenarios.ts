import { ambiguousSends } from './ambiguous-sends.ts'
import { clockJumps } from './clock-jumps.ts'
import { conversationOrder } from './conversation-order.ts'
import { databaseKills } from './database-kills.ts'
import { disconnects, disconnectsAndKills } from './disconnects.ts'
import { duplicateSends } from './duplicate-sends.ts'
import { failPointKills, takeoverKills } from './fail-points.ts'
import { faultSweep } from './fault-sweep.ts'
import { killsInARow } from './kills-in-a-row.ts'
import { keyConflicts } from './key-conflicts.ts'
import { lateResume } from './late-resume.ts'
import { longReplies } from './long-replies.ts'
import { lostNotifications } from './lost-notifications.ts'
import { pagination } from './pagination.ts'
import { randomKills } from './random-kills.ts'
import { readYourWrites } from './read-your-writes.ts'
import { redisFaults } from './redis-faults.ts'
import { rollingRestarts } from './rolling-restarts.ts'
import type { Scenario } from './scenario.ts'
import { slowReaders } from './slow-readers.ts'
import { staleWriters } from './stale-writers.ts'
import { stops } from './stops.ts'
import { vendorFaults } from './vendor-faults.ts'

/** Every scenario; those that can play on one cluster stand together. */
export const allScenarios: readonly Scenario[] = [
  randomKills,
  failPointKills,
  takeoverKills,
  faultSweep,
  ambiguousSends,
  duplicateSends,
  keyConflicts,
  disconnects,
  disconnectsAndKills,
  lateResume,
  vendorFaults,
  staleWriters,
  longReplies,
  killsInARow,
  stops,
  lostNotifications,
  conversationOrder,
  pagination,
  readYourWrites,
  slowReaders,
  rollingRestarts,
  databaseKills,
  redisFaults,
  clockJumps,
]
