import type { SentTokens } from '../model/model-order.ts'

export type DialectName = 'relay' | 'parley' | 'graphql' | 'yoga' | 'ui-messages'

interface Target {
  dialect: DialectName
  url: string
  /** Begins the names of this run's orders. */
  name: string
}

/** What the load client is told; it carries out one run at a time, from its first command to `finish`. */
export type LoadCommand =
  /** Opens so many lines, then asks for a reply on each, one after another; answers once every reader has a token. */
  | ({ type: 'streams'; count: number; askEveryMs: number } & Target)
  /** Opens so many lines, then begins one reply that all of them follow; answers once every reader has a token. */
  | ({ type: 'fan-out'; readers: number } & Target)
  /** Begins so many replies that stand still; opens some lines on them, and closes these again: the server is warm then. */
  | ({ type: 'idle-begin'; replies: number; warmUpSockets: number } & Target)
  /** Opens so many lines that follow these replies, and leaves them open. */
  | { type: 'idle-open'; sockets: number }
  /** Waits for the ends of all replies, of which the model sent so much; closes the lines and answers what was counted. */
  | { type: 'finish'; fromMs: number; toMs: number; drainMs: number; sent: SentTokens }

/** What came between two moments, and whether everything came once by the end. */
export interface LoadFigures {
  /** Tokens that arrived in the window. */
  delivered: number
  ageMs: { p50: number; p99: number }
  firstTokenMs: { p50: number; p99: number }
  /** Tokens that arrived from the first to the last. */
  received: number
  /** Tokens that the replies that ended well should have brought and did not. */
  lost: number
  /** Tokens that came twice or out of their place. */
  misplaced: number
  /** Replies that had not ended when waiting for them did. */
  unfinished: number
  /** Replies that were refused or broke off, as their readers were told. */
  failed: number
  /** What they were told, each once. */
  failures: string[]
  /** How often a reader was told to throw away what it had. */
  resets: number
}
