import { ResumedStream } from '@parley/client'
import type { ResumeOptions, Source } from '@parley/client'
import type { ViewerEventsSubscription } from '../generated/graphql.ts'

export type ViewerEvent = ViewerEventsSubscription['viewerEvents']

/** An event that says what has changed. */
export type ViewerChange = Exclude<ViewerEvent, { __typename: 'EventsMissed' }>

export interface ViewerFeedOptions extends ResumeOptions {
  /** Without a cursor it begins with an EventsMissed, which brings one. */
  source: Source<ViewerEvent>
  /** Keeps the last cursor over a reload of this tab. */
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** Brings a change to where the page reads from. */
  record: (event: ViewerChange) => void
}

/** Under which `read` knows the list of conversations; a history it knows under its conversation's id. */
export const conversationsKey = 'conversations'

const cursorKey = 'parley.events'
// Each further read is asked for by something that happened during the last: from here on not at once.
const readsAtOnce = 5
const pauseMs = 2_000

/**
 * Everything that happens to the viewer's conversations, whoever makes it happen. Lists are read through it, so that
 * nothing falls between the reading and the first event: first the cursor, then the lists, then what came after.
 */
export class ViewerFeed {
  #stream: ResumedStream<ViewerEvent> | undefined
  #isReady = false
  #becomeReady = (): void => {}
  readonly #ready = new Promise<void>((resolve) => (this.#becomeReady = resolve))
  readonly #reads = new Map<object, string>()
  readonly #missed = new Set<() => void>()
  readonly #changed = new Set<(change: ViewerChange) => void>()

  constructor(private readonly options: ViewerFeedOptions) {}

  /** Follows until it is left. */
  readonly start = (): (() => void) => {
    const { storage, ...resume } = this.options
    const after = storage.getItem(cursorKey)
    if (after !== null) this.#markReady()
    this.#stream = new ResumedStream<ViewerEvent>({
      ...resume,
      after,
      onEvent: (event) => {
        this.#take(event)
        return false
      },
      // Whoever waits to read finds out by themselves that the server is away.
      onLost: () => this.#markReady(),
      onCursorRefused: () => storage.removeItem(cursorKey),
      onRefused: () => this.#markReady(),
    })
    return this.#leave
  }

  /** Begins anew for another viewer, to whom the cursor says nothing. */
  readonly restart = (): void => {
    this.options.storage.removeItem(cursorKey)
    if (!this.#stream) return
    this.#leave()
    this.start()
  }

  /** Calls back where events were missed: what the page shows has to be read again. */
  readonly onMissed = (listener: () => void): (() => void) => {
    this.#missed.add(listener)
    return () => this.#missed.delete(listener)
  }

  /** Calls back with each change, after it was recorded. */
  readonly onChange = (listener: (change: ViewerChange) => void): (() => void) => {
    this.#changed.add(listener)
    return () => this.#changed.delete(listener)
  }

  /**
   * Reads a list, and reads it again where something happened to it while the answer was on its way: until an answer
   * stands, at a calm pace where the list never rests.
   */
  async read<Answer>(key: string, load: () => Promise<Answer>): Promise<Answer> {
    await this.#ready
    for (let reads = 1; ; reads += 1) {
      const mark = {}
      this.#reads.set(mark, key)
      try {
        const answer = await load()
        if (this.#reads.has(mark)) return answer
      } finally {
        this.#reads.delete(mark)
      }
      if (reads >= readsAtOnce) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }

  readonly #leave = (): void => {
    this.#stream?.leave()
    this.#stream = undefined
  }

  #take(event: ViewerEvent): void {
    const wasReady = this.#isReady
    this.options.storage.setItem(cursorKey, event.cursor)
    if (event.__typename === 'EventsMissed') {
      this.#reads.clear()
      this.#markReady()
      // The first cursor of a page that has read nothing yet: nothing was missed.
      if (wasReady) for (const listener of this.#missed) listener()
      return
    }
    const touched = touchedBy(event)
    for (const [mark, key] of this.#reads) if (touched.includes(key)) this.#reads.delete(mark)
    this.options.record(event)
    for (const listener of this.#changed) listener(event)
  }

  #markReady(): void {
    this.#isReady = true
    this.#becomeReady()
  }
}

function touchedBy(event: ViewerChange): string[] {
  switch (event.__typename) {
    case 'ConversationChanged':
      return [conversationsKey]
    case 'ConversationDeleted':
      return [conversationsKey, event.conversationId]
    default:
      return [event.conversationId]
  }
}
