/** Every time is a moment of the one monotonic clock of the process that runs the harness, in milliseconds. */
export type Moment = number

/** What a client knows of an operation: `unknown` is one whose answer never came, so it may or may not have happened. */
export type Outcome = 'ok' | 'fail' | 'unknown'

interface Attempted {
  node: string
  invokedAt: Moment
  endedAt: Moment
  outcome: Outcome
  /** The code of the error that was told. */
  code?: string | undefined
}

/** One try to send a message. */
export interface SendRecord extends Attempted {
  viewer: string
  conversationId: string | undefined
  /** Its clientMessageId. */
  key: string
  text: string
  answer?: { conversationId: string; messageId: string; replyId: string } | undefined
}

/** One reading of a whole conversation. */
export interface ReadRecord extends Attempted {
  viewer: string
  conversationId: string
  messageIds: string[]
}

/** One try to stop a reply. */
export interface StopRecord extends Attempted {
  replyId: string
  status?: string | undefined
  text?: string | undefined
}

/** What one reader of a reply was told. */
export interface Observation {
  reader: string
  replyId: string
  node: string
  at: Moment
  event:
    | { type: 'delta'; text: string; cursor: string }
    | { type: 'reset'; cursor: string }
    | { type: 'notice'; cursor: string }
    | { type: 'end'; cursor: string; status: string; text: string }
    | { type: 'refused'; code: string }
    /** Its time was over, and it had not been told the end. */
    | { type: 'given-up' }
}

/** A reader lost its connection, and when it was told the next thing. */
export interface BreakRecord {
  reader: string
  replyId: string
  at: Moment
  /** The reader's own connection was cut, and the server lived on. */
  cut: boolean
  nextAt: Moment | undefined
}

/** Something that the harness did to a part. */
export interface FaultRecord {
  at: Moment
  kind: 'kill' | 'pause' | 'resume' | 'terminate' | 'database-kill' | 'redis-kill'
  node: string
}

/** One request as the model vendor saw it. */
export interface ModelRequest {
  tag: string
  /** Counts all requests to the vendor. */
  ordinal: number
  node: string
  arrivedAt: Moment
  /** All that the vendor means to say. */
  text: string
  firstDeltaAt: Moment | undefined
  closedAt: Moment | undefined
  /** The vendor said all of it, and that it was all. */
  finished: boolean
}

/** A message as history shows it in the end. */
export interface FinalMessage {
  id: string
  viewer: string
  conversationId: string
  key: string | null
  text: string
  replies: FinalReply[]
}

export interface FinalReply {
  id: string
  status: string
  text: string
  errorCode: string | undefined
}

/** A row that says that a provider is called: written before the request leaves. */
export interface AttemptRow {
  replyId: string
  status: string
}

/** What the clients and the harness wrote down during one scenario. */
export class History {
  readonly sends: SendRecord[] = []
  readonly reads: ReadRecord[] = []
  readonly stops: StopRecord[] = []
  readonly observations: Observation[] = []
  readonly breaks: BreakRecord[] = []
  readonly faults: FaultRecord[] = []
}

/** All that a verdict is made from. */
export interface Evidence {
  history: History
  requests: readonly ModelRequest[]
  /** Of every viewer, in the order of their conversations. */
  messages: readonly FinalMessage[]
  attempts: readonly AttemptRow[]
}

/** A promise that was broken. */
export interface Violation {
  kind: 'lost' | 'doubled' | 'stuck' | 'wrong'
  promise: string
  what: string
}
