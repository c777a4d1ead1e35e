import type { Mutant } from './mutant.ts'

/** Bugs in who writes a reply, and how it goes on. */
export const recoveryMutants: readonly Mutant[] = [
  {
    name: 'fencing-dropped',
    bug: 'A takeover does not raise the fence: two writers hold the same lease.',
    changes: [
      {
        file: 'src/reply/lease-store.ts',
        find: 'SET fence = fence + 1, writer_id = $1,',
        replace: 'SET writer_id = $1,',
      },
      {
        file: 'src/reply/attempt-store.ts',
        find: 'SET epoch = epoch + 1, fence = fence + 1,',
        replace: 'SET epoch = epoch + 1,',
      },
    ],
    scenario: 'stale-writers',
    breaks: ['G5', 'G7', 'G8'],
  },
  {
    name: 'fence-not-asked-for',
    bug: 'Neither heartbeat nor flush nor settling asks whether the fence still fits.',
    changes: [
      {
        file: 'src/reply/lease-store.ts',
        find: 'ON reply.id = lease.id AND reply.fence = lease.fence',
        replace: 'ON reply.id = lease.id',
      },
      {
        file: 'src/reply-log/postgres-segments.ts',
        find: 'ON batch.reply_id = reply.id AND batch.fence = reply.fence',
        replace: 'ON batch.reply_id = reply.id',
      },
      {
        file: 'src/reply-log/postgres-segments.ts',
        find: 'WHERE (reply_id, fence) IN (SELECT id, fence FROM held)',
        replace: 'WHERE reply_id IN (SELECT id FROM held)',
      },
      {
        file: 'src/reply/reply-store.ts',
        find: `WHERE id = $1 AND fence = $2 AND status IN ('pending', 'streaming')
    RETURNING id, message_id`,
        replace: `WHERE id = $1 AND $2::int > 0 AND status IN ('pending', 'streaming')
    RETURNING id, message_id`,
      },
    ],
    scenario: 'stale-writers',
    breaks: ['G5', 'G7', 'G8'],
  },
  {
    name: 'attempt-not-recorded',
    bug: 'A call to the model after a takeover leaves no row.',
    changes: [
      {
        file: 'src/reply/attempt-store.ts',
        find: 'SELECT id, attempts - 1, $4 FROM begun WHERE $4::text IS NOT NULL',
        replace: 'SELECT id, attempts - 1, $4 FROM begun WHERE $4::text IS NOT NULL AND false',
      },
    ],
    scenario: 'fail-points',
    runs: 20,
    breaks: ['G10'],
  },
  {
    name: 'attempts-without-end',
    bug: 'A reply is asked for again however often its writers died.',
    changes: [
      {
        file: 'src/reply/reply-recovery.ts',
        find: 'if (reply.attempts >= mostAttempts) throw interrupted()',
        replace: 'if (reply.attempts >= mostAttempts + 2) throw interrupted()',
      },
    ],
    scenario: 'kills-in-a-row',
    breaks: ['G10'],
  },
  {
    name: 'stop-not-stored',
    bug: 'A stop is only told by a notification.',
    changes: [
      {
        file: 'src/reply/reply-store.ts',
        find: 'SET stop_requested_at = coalesce(stop_requested_at, clock_timestamp())',
        replace: 'SET stop_requested_at = NULL',
      },
    ],
    scenario: 'lost-notifications',
    breaks: ['G11'],
  },
  {
    name: 'heartbeat-renews-nothing',
    bug: 'A heartbeat leaves the lease as it is, so that it runs out under a writer that lives.',
    changes: [
      {
        file: 'src/reply/lease-store.ts',
        find: `UPDATE reply SET lease_expires_at = \${expiry}
  FROM held`,
        replace: `UPDATE reply SET lease_expires_at = reply.lease_expires_at
  FROM held`,
      },
    ],
    scenario: 'long-replies',
    breaks: ['G9'],
  },
  {
    name: 'kept-text-not-taken-along',
    bug: 'A reply that goes on under a new writer lacks what was stored before.',
    changes: [
      {
        file: 'src/reply/reply-recovery.ts',
        find: 'const tape = carries ? inEpoch(lease.epoch, kept.tape) : new EpochTape(lease.epoch)',
        replace: 'const tape = new EpochTape(lease.epoch)',
      },
    ],
    scenario: 'fail-points',
    runs: 20,
    breaks: ['G5', 'G8'],
  },
  {
    name: 'takeover-doubles-text',
    bug: 'A reply that goes on under a new writer has what was stored before twice.',
    changes: [
      {
        file: 'src/reply/reply-recovery.ts',
        find: 'EpochTape.of(epoch, text, marks)',
        replace: 'EpochTape.of(epoch, text + text, marks)',
      },
    ],
    scenario: 'fail-points',
    runs: 20,
    breaks: ['G5', 'G8'],
  },
  {
    name: 'recovery-given-up',
    bug: 'A reply whose writer died is ended in place of going on.',
    changes: [
      {
        file: 'src/reply/reply-recovery.ts',
        find: "if (means === 'none' || reply.fence > mostFences) throw interrupted()",
        replace: 'if (reply.fence > 1) throw interrupted()',
      },
    ],
    scenario: 'random-kills',
    breaks: ['G7'],
  },
  {
    name: 'dead-writers-not-looked-for',
    bug: 'Nobody takes over the replies of a writer that died.',
    changes: [
      {
        file: 'src/reply/lease-store.ts',
        find: 'AND lease_expires_at < clock_timestamp()',
        replace: "AND lease_expires_at < clock_timestamp() - interval '1 hour'",
      },
    ],
    scenario: 'random-kills',
    breaks: ['G7'],
  },
]
