import type { Mutant } from './mutant.ts'

/** Bugs in what is sent and what is read back. */
export const sendMutants: readonly Mutant[] = [
  {
    name: 'acknowledged-too-soon',
    bug: 'A send is acknowledged before its commit is safe from a crash of the database.',
    changes: [
      {
        file: 'src/database/data-source.ts',
        find: 'extra: patient ? {} : impatience',
        replace: "extra: patient ? {} : { ...impatience, options: '-c synchronous_commit=off' }",
      },
    ],
    scenario: 'database-kills',
    runs: 5,
    breaks: ['G1'],
  },
  {
    name: 'key-forgotten',
    bug: 'The key of a message is not stored, so that it cannot be found again.',
    changes: [
      {
        file: 'src/chat/send-message.ts',
        find: 'clientMessageId: input.clientMessageId ?? null,',
        replace: 'clientMessageId: null,',
      },
      {
        file: 'src/chat/send-message.ts',
        find: 'requestFingerprint: input.clientMessageId == null ? null : fingerprint,',
        replace: 'requestFingerprint: null,',
      },
    ],
    scenario: 'duplicate-sends',
    breaks: ['G1', 'G3'],
  },
  {
    name: 'fingerprint-ignored',
    bug: 'Another content under a used key is taken for the same message.',
    changes: [
      {
        file: 'src/chat/send-message.ts',
        find: 'if (message.requestFingerprint !== fingerprint) {',
        replace: 'if (message.requestFingerprint === undefined) {',
      },
    ],
    scenario: 'key-conflicts',
    breaks: ['G4'],
  },
  {
    name: 'page-repeats',
    bug: 'A page begins with the message that its cursor names.',
    changes: [
      {
        file: 'src/conversation/conversation-store.ts',
        find: "'>' : '<'} :from",
        replace: "'>=' : '<'} :from",
      },
    ],
    scenario: 'pagination',
    breaks: ['G13'],
  },
  {
    name: 'history-out-of-order',
    bug: 'History is ordered by something else than the order of sending.',
    changes: [
      {
        file: 'src/conversation/conversation-store.ts',
        find: ".orderBy('message.position', forward ? 'ASC' : 'DESC')",
        replace: ".orderBy('message.clientMessageId', forward ? 'ASC' : 'DESC')",
      },
    ],
    scenario: 'conversation-order',
    breaks: ['G12'],
  },
  {
    name: 'truncation-taken-for-the-end',
    bug: "A model's stream that breaks off counts as finished.",
    changes: [
      {
        file: 'src/provider/stream-reply.ts',
        find: "if (call.reader.state === 'open') throw",
        replace:
          "if (call.reader.state === 'open') return { finishReason: 'stop' } as Completion\n    if (signal.aborted) throw",
      },
    ],
    scenario: 'vendor-faults',
    breaks: ['G5'],
  },
]
