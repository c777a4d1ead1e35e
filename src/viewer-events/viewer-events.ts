import { badEventCursor } from './event-cursor.ts'
import { EventAnnouncer } from './event-announcer.ts'
import { tell, type TellerStores } from './told-event.ts'
import { ViewerEventReader } from './viewer-event-reader.ts'
import type { ViewerEventStore } from './viewer-event-store.ts'
import { ViewerFeed } from './viewer-feed.ts'

export interface ViewerEventsOptions extends TellerStores {
  store: ViewerEventStore
  onError: (error: unknown) => void
  /** How often followed viewers are looked at where no hint came, in milliseconds. */
  pollEveryMs?: number
}

/** Events in one page: what a reader holds at most, whole replies among it. */
const pageSize = 50
const gatherMs = 10

/** Follows viewers on behalf of this process's subscribers, and tells other processes what happens here. */
export class ViewerEvents {
  readonly #options: ViewerEventsOptions
  readonly #announcer: EventAnnouncer
  readonly #feeds = new Map<string, ViewerFeed>()
  #poll: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined

  constructor(options: ViewerEventsOptions) {
    this.#options = options
    const { store, onError } = options
    this.#announcer = new EventAnnouncer({ notify: (payload) => store.notify(payload), onError, gatherMs })
  }

  /** Viewers that somebody here follows, and how many of their readers wait. */
  get following(): { viewers: number; waiting: number } {
    return {
      viewers: this.#feeds.size,
      waiting: [...this.#feeds.values()].reduce((sum, { waiting }) => sum + waiting, 0),
    }
  }

  /** The newest sequence of a viewer's events; 0 before the first. */
  async newest(viewerId: string): Promise<number> {
    return (await this.#options.store.newest([viewerId])).get(viewerId) ?? 0
  }

  /** Everything after a place, live; without one, from now on. BAD_USER_INPUT for a place that does not exist yet. */
  async follow(viewerId: string, after: number | undefined): Promise<ViewerEventReader> {
    const feed = this.#feed(viewerId)
    feed.readers += 1
    const onLeave = () => {
      feed.readers -= 1
      if (feed.readers === 0) this.#forget(viewerId)
    }
    try {
      // Only now that hints are heard: none is lost between the look and the first wait.
      const newest = await this.newest(viewerId)
      feed.learn(newest)
      if (after !== undefined && after > newest) throw badEventCursor()
      return new ViewerEventReader(feed, { after: after ?? newest, onError: this.#options.onError, onLeave })
    } catch (error) {
      onLeave()
      throw error
    }
  }

  /** Something was recorded here and is committed. */
  announce(viewerId: string, newest: number): void {
    this.#feeds.get(viewerId)?.learn(newest)
    this.#announcer.announce(viewerId, newest)
  }

  /** A hint of another process; any of it may be lost. */
  hear(payload: string): void {
    for (const entry of payload.split(',')) {
      const [viewerId = '', newest] = entry.split(':')
      this.#feeds.get(viewerId)?.learn(Number(newest))
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#poll)
    await this.#announcer.close()
    await this.#looking
  }

  #feed(viewerId: string): ViewerFeed {
    const { store, conversations, replies } = this.#options
    const feed =
      this.#feeds.get(viewerId) ??
      new ViewerFeed({
        after: (sequence) => store.after(viewerId, sequence, pageSize),
        tell: (page) => tell({ conversations, replies }, page),
      })
    this.#feeds.set(viewerId, feed)
    this.#poll ??= setInterval(() => this.#look(), this.#options.pollEveryMs ?? 1_000).unref()
    return feed
  }

  #forget(viewerId: string): void {
    this.#feeds.delete(viewerId)
    if (this.#feeds.size > 0) return
    clearInterval(this.#poll)
    this.#poll = undefined
  }

  /** Looks at every followed viewer, in one statement, and never while an earlier look is under way. */
  #look(): void {
    this.#looking ??= this.#options.store
      .newest([...this.#feeds.keys()])
      .then((newest) => newest.forEach((sequence, viewerId) => this.#feeds.get(viewerId)?.learn(sequence)))
      .catch(this.#options.onError)
      .finally(() => (this.#looking = undefined))
  }
}
