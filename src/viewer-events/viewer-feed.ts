import { badEventCursor } from './event-cursor.ts'
import type { ToldEvent } from './told-event.ts'
import type { StoredEvents, StoredViewerEvent } from './viewer-event-store.ts'

/** Where a feed reads. */
export interface FeedSource {
  after(sequence: number): Promise<StoredEvents>
  tell(events: readonly StoredViewerEvent[]): Promise<ToldEvent[]>
}

/** A page of events, and where the next one begins. */
export interface ToldPage {
  told: readonly ToldEvent[]
  upTo: number
}

/** What this process knows of one viewer's sequence, and which of its readers wait for more. */
export class ViewerFeed {
  /** Readers that follow; the last one to leave ends the feed. */
  readers = 0
  readonly #source: FeedSource
  readonly #waiting = new Set<() => void>()
  readonly #reading = new Map<string, Promise<ToldPage>>()
  #newest = 0

  constructor(source: FeedSource) {
    this.#source = source
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** There is an event with this sequence. */
  learn(newest: number): void {
    // Not the other way round: what is no number is no news.
    if (!(newest > this.#newest)) return
    this.#newest = newest
    // Copied: a woken reader may at once wait again.
    for (const resume of [...this.#waiting]) resume()
  }

  /** Resolves once there is something after a place, or when `signal` fires: a wait that cannot be left would keep its listener for ever. */
  beyond(sequence: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this.#newest > sequence || signal.aborted) return resolve()
      const resume = () => {
        if (this.#newest <= sequence && !signal.aborted) return
        this.#waiting.delete(resume)
        signal.removeEventListener('abort', resume)
        resolve()
      }
      this.#waiting.add(resume)
      signal.addEventListener('abort', resume)
    })
  }

  /** The page after a place. Readers that stand at the same one, as two tabs of a viewer do, share it. */
  page(after: number): Promise<ToldPage> {
    // One that began before the newest event was known may lack it.
    const key = `${after}:${this.#newest}`
    const reading = this.#reading.get(key) ?? this.#read(after).finally(() => this.#reading.delete(key))
    this.#reading.set(key, reading)
    return reading
  }

  async #read(after: number): Promise<ToldPage> {
    const known = this.#newest
    const { newest, events } = await this.#source.after(after)
    this.learn(newest)
    if (newest < after) throw badEventCursor()
    // A database that was put back has less than was known; whoever waited for the rest must not ask without end.
    if (newest < known && this.#newest === known) this.#newest = newest
    if (newest === after) return { told: [], upTo: after }

    const kept = untilGap(events, after)
    const last = kept.at(-1)
    if (!last) return { told: [{ sequence: newest, kind: 'events-missed' }], upTo: newest }
    return { told: await this.#source.tell(kept), upTo: last.sequence }
  }
}

/** Sequences have no gaps; where one is missing, it and those before it are no longer kept. */
function untilGap(events: readonly StoredViewerEvent[], after: number): readonly StoredViewerEvent[] {
  const gap = events.findIndex(({ sequence }, index) => sequence !== after + 1 + index)
  return gap === -1 ? events : events.slice(0, gap)
}
