import { faultOf, type FaultName } from './faults.ts'
import { asInterruption } from './interruption.ts'
import type { Completion, Delta, Provider } from './provider.ts'

/** How long, and how much, one reply may be. */
export interface DeadlineOptions {
  /** To the first delta of text or thought. */
  firstDeltaMs?: number
  /** Between one delta and the next. */
  betweenDeltasMs?: number
  /** To the end of the reply. */
  totalMs?: number
  /** Of text and thoughts together, in UTF-16 units. */
  maxTextLength?: number
}

/**
 * Holds a provider to its deadlines. Only deltas count as life: a vendor may send comments and pings for half an hour while
 * nothing happens behind them.
 */
export const withDeadlines = (inner: Provider, options: DeadlineOptions = {}): Provider => {
  const rejoin = inner.rejoin?.bind(inner)
  const cancel = inner.cancel?.bind(inner)
  const timed = (onDelta: Receive) => new TimedReply(inner.name, options, onDelta)
  return {
    name: inner.name,
    ...(inner.continues === false && { continues: false as const }),
    listModels: (signal) => inner.listModels(signal),
    stream: (request, onDelta, signal) =>
      timed(onDelta).read((take, within) => inner.stream(request, take, within), signal),
    ...(rejoin && {
      rejoin: (run, onDelta, signal) => timed(onDelta).read((take, within) => rejoin(run, take, within), signal),
    }),
    ...(cancel && { cancel }),
  }
}

type Receive = (delta: Delta) => void
type Read = (take: Receive, signal: AbortSignal) => Promise<Completion>

class TimedReply {
  private readonly controller = new AbortController()
  private readonly betweenDeltasMs: number
  private readonly firstDeltaMs: number
  private readonly totalMs: number
  private roomLeft: number
  private quiet: NodeJS.Timeout | undefined
  private waitingForFirst = true
  private hasText = false
  private over = false
  private reject: (reason: unknown) => void = () => undefined

  constructor(
    private readonly provider: string,
    {
      firstDeltaMs = 60_000,
      betweenDeltasMs = 45_000,
      totalMs = 600_000,
      maxTextLength = 4 * 1024 * 1024,
    }: DeadlineOptions,
    private readonly onDelta: Receive,
  ) {
    this.firstDeltaMs = firstDeltaMs
    this.betweenDeltasMs = betweenDeltasMs
    this.totalMs = totalMs
    this.roomLeft = maxTextLength
  }

  async read(read: Read, signal: AbortSignal): Promise<Completion> {
    signal.throwIfAborted()
    const onAbort = () => this.stop(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    this.quiet = setTimeout(() => this.fail('silence'), this.firstDeltaMs)
    const total = setTimeout(() => this.fail('silence'), this.totalMs)
    try {
      // Raced, so that even a provider that does not hear its signal cannot hold a reply beyond its deadline.
      return await new Promise<Completion>((resolve, reject) => {
        this.reject = reject
        read((delta) => this.take(delta), this.controller.signal).then(resolve, reject)
      })
    } finally {
      this.over = true
      clearTimeout(this.quiet)
      clearTimeout(total)
      signal.removeEventListener('abort', onAbort)
    }
  }

  private take(delta: Delta): void {
    if (this.over) return
    // A run that has begun has not said anything yet.
    if (delta.type === 'run-started') return this.onDelta(delta)
    this.roomLeft -= delta.text.length
    if (this.roomLeft < 0) return this.fail('endlessReply')
    if (delta.type === 'text-delta') this.hasText = true
    if (this.waitingForFirst) {
      this.waitingForFirst = false
      clearTimeout(this.quiet)
      this.quiet = setTimeout(() => this.fail('silence'), this.betweenDeltasMs)
    } else {
      this.quiet?.refresh()
    }
    this.onDelta(delta)
  }

  private fail(name: FaultName): void {
    const fault = faultOf(name, this.provider)
    this.stop(this.hasText ? asInterruption(fault, this.provider) : fault)
  }

  private stop(reason: unknown): void {
    if (this.over) return
    this.over = true
    this.controller.abort(reason)
    this.reject(reason)
  }
}
