import { faultOf } from './faults.ts'
import type { Completion, TokenUsage } from './provider.ts'
import type { DeltaSink } from './delta-sink.ts'

/** Makes one vendor's events into deltas and a completion. Throws a fault where the vendor reports one. */
export interface ReplyReader {
  /** `open`: more must come. `finished`: the finish reason is known, a tail may follow. `done`: nothing after this counts. */
  readonly state: 'open' | 'finished' | 'done'
  /** The data of one event. */
  read(data: string): void
  /** How it ended, once the vendor has said so. */
  complete(): Completion
}

interface Ending {
  finishReason: Completion['finishReason']
  usage: TokenUsage
}

/** A completion, unless the vendor wrote nothing: an empty reply helps nobody, whatever it calls itself. */
export function completionOf(provider: string, sink: DeltaSink, { finishReason, usage }: Ending): Completion {
  sink.flush()
  if (!sink.hasText)
    throw faultOf(finishReason === 'length' ? 'nothingButThoughts' : 'emptyReply', provider, { status: 200 })
  return { finishReason, usage }
}

/** The data of an event as JSON; anything else is a fault of the vendor's. */
export function parseEvent(provider: string, data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    // Without the cause: the parser's message quotes the vendor.
    throw faultOf('badResponse', provider, { status: 200 })
  }
}

/** A count of tokens, where the vendor gave one; servers that do not count send zeros. */
export const tokenCount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined

/** The sum of the counts given; undefined where none was. */
export function sumOfCounts(...values: unknown[]): number | undefined {
  const counts = values.map(tokenCount).filter((count) => count !== undefined)
  return counts.length > 0 ? counts.reduce((sum, count) => sum + count, 0) : undefined
}
