import { ChatError, type ChatErrorOptions, type ErrorCode } from '../errors.ts'

/** One turn of the conversation as a model sees it. */
export interface Turn {
  role: 'user' | 'assistant'
  text: string
}

/** Everything a vendor needs to write one reply. */
export interface ProviderRequest {
  /** The vendor's own name of the model, without the provider's. */
  model: string
  /** The system instructions; undefined where there are none. */
  instructions: string | undefined
  /** Oldest first; the last one is the viewer's. */
  turns: Turn[]
  temperature: number | undefined
  /** At most this many tokens in the answer; undefined leaves it to the vendor. */
  maxOutputTokens: number | undefined
}

export type Delta =
  /** The vendor goes on with this request by itself from here on; `run` is what `rejoin` and `cancel` know it by. */
  | { type: 'run-started'; run: string }
  /**
   * A piece of the answer. `place` is where the vendor's run stands after it: whoever has all text up to here and rejoins
   * after that place gets exactly the rest. It is missing where a piece cannot be rejoined after.
   */
  | { type: 'text-delta'; text: string; place?: number }
  /** A piece of what the model thinks before it answers; never part of the answer. */
  | { type: 'reasoning-delta'; text: string }

/** Tokens as the vendor counted them; undefined where it did not say, never a guess or a zero in its place. */
export interface TokenUsage {
  inputTokens: number | undefined
  outputTokens: number | undefined
}

/** How a reply ended well. */
export interface Completion {
  finishReason: 'stop' | 'length' | 'other'
  usage: TokenUsage
}

/** A vendor's run that somebody has read in part. */
export interface StartedRun {
  id: string
  /** The place of the last text that is kept; 0 where there is none. */
  after: number
  /** UTF-16 units of this run's text up to that place: what a run that is only to be had as a whole is cut by. */
  received?: number | undefined
}

export interface ModelDescription {
  /** The vendor's own name of the model, without the provider's. */
  name: string
  /** Tokens that fit into one request together with its answer; undefined where unknown. */
  contextTokens?: number | undefined
}

/**
 * A model vendor or server. An adapter only translates: it never retries, logs or stores.
 *
 * `stream` calls `onDelta` synchronously as bytes arrive (no promise per chunk: this is the hot path) and resolves once
 * the vendor has said why it finished. It rejects with a `ProviderFault` for anything else (a stream that ends without its
 * finish reason included) and with `signal.reason` where it was aborted; either way its connection is closed.
 *
 * A vendor whose runs live on without their connection says `run-started`, and has both `rejoin` and `cancel`. An abort
 * or a fault of `stream` then ends the reading alone: whoever gives the run up cancels it.
 */
export interface Provider {
  readonly name: string
  /** False where it cannot go on from a text that was begun before: it would only say everything once more. */
  readonly continues?: false
  stream(request: ProviderRequest, onDelta: (delta: Delta) => void, signal: AbortSignal): Promise<Completion>
  listModels(signal: AbortSignal): Promise<ModelDescription[]>
  /**
   * Reads on in a run that was started before, by whichever process: only what comes after `run.after`, without asking
   * for anything anew. Rejects with a permanent `ProviderFault` where the vendor no longer has the run.
   */
  rejoin?(run: StartedRun, onDelta: (delta: Delta) => void, signal: AbortSignal): Promise<Completion>
  /** Ends a run for good; one that has ended already is none to complain about. */
  cancel?(runId: string, signal: AbortSignal): Promise<void>
}

/**
 * How long a fault lasts: `transient` (worth another try), `permanent` (this request will never pass here), `operator`
 * (nothing passes here until a person acts: a wrong key, an empty account).
 */
export type FaultKind = 'transient' | 'permanent' | 'operator'

export interface ProviderFaultOptions extends ChatErrorOptions {
  kind: FaultKind
  /** Whether the same request may be sent to the same model once more. */
  retry: 'no' | 'once' | 'yes'
  /** Whether another model may be asked instead. `policy`: only where the route says so. */
  fallback: 'yes' | 'no' | 'policy'
  /** What a circuit breaker makes of it. `trip` opens at once. */
  breaker: 'ignore' | 'count' | 'trip'
  /** The HTTP status that carried it, where there was one. */
  status?: number | undefined
  /** True where it finished in order and without a word. */
  saidNothing?: boolean
  /** True where the vendor may have run (and billed) the request although we saw no answer. */
  mayHaveRun?: boolean
}

/** A vendor failed. Says itself what may be done about it; its message never holds the vendor's text. */
export class ProviderFault extends ChatError {
  readonly kind: FaultKind
  readonly retry: ProviderFaultOptions['retry']
  readonly fallback: ProviderFaultOptions['fallback']
  readonly breaker: ProviderFaultOptions['breaker']
  readonly status: number | undefined
  readonly mayHaveRun: boolean
  readonly saidNothing: boolean

  constructor(code: ErrorCode, message: string, options: ProviderFaultOptions) {
    super(code, message, { retryable: options.kind === 'transient', ...options })
    this.name = 'ProviderFault'
    this.kind = options.kind
    this.retry = options.retry
    this.fallback = options.fallback
    this.breaker = options.breaker
    this.status = options.status
    this.mayHaveRun = options.mayHaveRun ?? false
    this.saidNothing = options.saidNothing ?? false
  }
}
