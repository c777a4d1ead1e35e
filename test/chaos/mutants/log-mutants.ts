import type { Mutant } from './mutant.ts'

/** Bugs in what a reader of a reply is told. */
export const logMutants: readonly Mutant[] = [
  {
    name: 'cursor-off-by-one',
    bug: 'A cursor that comes back is taken for the position before it.',
    changes: [
      {
        file: 'src/reply-log/cursor.ts',
        find: 'position: Number(match[2])',
        replace: 'position: Math.max(0, Number(match[2]) - 1)',
      },
    ],
    scenario: 'disconnects',
    breaks: ['G5', 'G8'],
  },
  {
    name: 'flush-stores-another-unit',
    bug: 'A flush stores another last unit than it was given.',
    changes: [
      {
        file: 'src/reply-log/postgres-segments.ts',
        find: 'text: text.toWellFormed(),',
        replace: "text: text.toWellFormed().slice(0, -1) + '?',",
      },
    ],
    scenario: 'fail-points',
    runs: 20,
    breaks: ['G5', 'G8'],
  },
  {
    name: 'reset-left-out',
    bug: 'A reader that saw text which was lost with its writer is not told to begin anew.',
    changes: [
      {
        file: 'src/reply-log/lineage.ts',
        find: 'return cursor.position <= positions ? cursor.position : undefined',
        replace: 'return Math.min(cursor.position, positions)',
      },
    ],
    scenario: 'fail-points',
    runs: 20,
    breaks: ['G5', 'G8'],
  },
  {
    name: 'end-before-the-row',
    bug: 'Readers are told the end before the reply is final.',
    changes: [
      {
        file: 'src/reply/reply-writer.ts',
        find: 'await appender.quiesce()\n',
        replace:
          'await appender.quiesce()\n    appender.end()\n    await new Promise((later) => setTimeout(later, 100))\n',
      },
    ],
    scenario: 'disconnects',
    breaks: ['G7'],
  },
  {
    name: 'last-piece-not-settled',
    bug: 'The settled row lacks the newest text.',
    changes: [
      {
        file: 'src/reply/reply-store.ts',
        find: '      tape.text,\n',
        replace: '      tape.text.slice(0, -4),\n',
      },
    ],
    scenario: 'disconnects',
    breaks: ['G5'],
  },
  {
    name: 'sign-cut-in-two',
    bug: 'A pair of surrogates that the model cuts in two is not put together again.',
    changes: [
      {
        file: 'src/provider/surrogate-joiner.ts',
        find: 'if (last >= 0xd800 && last <= 0xdbff) {',
        replace: 'if (last < 0) {',
      },
    ],
    scenario: 'disconnects',
    breaks: ['G5', 'G8'],
  },
  {
    name: 'notifications-relied-upon',
    bug: 'A reply written elsewhere is looked at only where a notification says so.',
    changes: [
      {
        file: 'src/reply-log/postgres-reply-log.ts',
        find: 'setInterval(() => this.#lookAgain(this.#followed()), pollEveryMs)',
        replace: 'setInterval(() => undefined, pollEveryMs)',
      },
    ],
    scenario: 'lost-notifications',
    breaks: ['G5'],
  },
]
