import { describe } from 'vitest'
import { playInTests } from './play-in-tests.ts'
import { ambiguousSends } from './scenario/ambiguous-sends.ts'
import { conversationOrder } from './scenario/conversation-order.ts'
import { disconnects } from './scenario/disconnects.ts'
import { duplicateSends } from './scenario/duplicate-sends.ts'
import { keyConflicts } from './scenario/key-conflicts.ts'
import { lateResume } from './scenario/late-resume.ts'
import { lostNotifications } from './scenario/lost-notifications.ts'
import { pagination } from './scenario/pagination.ts'
import { readYourWrites } from './scenario/read-your-writes.ts'
import { stops } from './scenario/stops.ts'
import { vendorFaults } from './scenario/vendor-faults.ts'

describe('clients of several servers, whatever happens to their connections', () => {
  playInTests([
    ambiguousSends,
    duplicateSends,
    keyConflicts,
    disconnects,
    vendorFaults,
    stops,
    lostNotifications,
    conversationOrder,
    pagination,
    readYourWrites,
    lateResume,
  ])
})
