import { ChatError } from '../errors.ts'

export interface WritingLimits {
  /** Replies that this process writes at once. */
  atOnce: number
  /** Of these, replies of one viewer. */
  atOncePerViewer: number
  /** Replies that may wait for a place. */
  waiting: number
  /** Of these, replies of one viewer. */
  waitingPerViewer: number
}

/** The right to write one reply, at once or after a wait. */
export interface WritingPlace {
  /** Calls back once the reply may be written; at once where there is room. */
  whenFree(begin: () => void): void
  /** Lets the next one in; may be said more than once. */
  leave(): void
}

/** After so long a place may well have become free, in milliseconds. */
const retryAfterMs = 2_000

interface Place {
  viewerId: string
  state: 'waiting' | 'writing' | 'left'
  begin: () => void
}

/**
 * The bound on replies that one process writes at once. Whoever finds no room waits; viewers take turns, so that one who
 * sends much keeps nobody waiting but himself. Whoever finds no room to wait in is told before anything is stored.
 */
export class WritingPlaces {
  readonly #limits: WritingLimits
  readonly #writing = new Map<string, number>()
  /** Of each viewer that waits, in the order of turns. */
  readonly #queues = new Map<string, Place[]>()
  #taken = 0
  #waiting = 0

  constructor(limits: WritingLimits) {
    this.#limits = limits
  }

  /** Replies that could begin now. */
  get free(): number {
    return Math.max(0, this.#limits.atOnce - this.#taken)
  }

  get waiting(): number {
    return this.#waiting
  }

  /** A place for a reply that is about to be stored; OVERLOADED where there is none, not even to wait. */
  reserve(viewerId: string): WritingPlace {
    const { waiting, waitingPerViewer } = this.#limits
    const full = this.#waiting >= waiting || (this.#queues.get(viewerId)?.length ?? 0) >= waitingPerViewer
    if (full && !this.#hasRoom(viewerId)) {
      throw new ChatError('OVERLOADED', 'Too many replies are being written. Try again shortly.', { retryAfterMs })
    }
    return this.enter(viewerId)
  }

  /** A place for a reply that is stored already: it waits however many do. */
  enter(viewerId: string): WritingPlace {
    const place: Place = { viewerId, state: 'waiting', begin: () => undefined }
    if (this.#hasRoom(viewerId)) this.#let(place)
    else this.#queue(place)
    return {
      whenFree: (begin) => {
        if (place.state === 'writing') begin()
        else place.begin = begin
      },
      leave: () => this.#leave(place),
    }
  }

  #hasRoom(viewerId: string): boolean {
    const { atOnce, atOncePerViewer } = this.#limits
    return this.#taken < atOnce && (this.#writing.get(viewerId) ?? 0) < atOncePerViewer
  }

  #queue(place: Place): void {
    const queue = this.#queues.get(place.viewerId)
    if (queue) queue.push(place)
    else this.#queues.set(place.viewerId, [place])
    this.#waiting += 1
  }

  #let(place: Place): void {
    place.state = 'writing'
    this.#taken += 1
    this.#writing.set(place.viewerId, (this.#writing.get(place.viewerId) ?? 0) + 1)
    place.begin()
  }

  #leave(place: Place): void {
    const { state, viewerId } = place
    place.state = 'left'
    if (state === 'waiting') this.#unqueue(place)
    if (state !== 'writing') return
    this.#taken -= 1
    const left = (this.#writing.get(viewerId) ?? 1) - 1
    if (left > 0) this.#writing.set(viewerId, left)
    else this.#writing.delete(viewerId)
    this.#letNext()
  }

  #unqueue(place: Place): void {
    const queue = this.#queues.get(place.viewerId) ?? []
    const rest = queue.filter((other) => other !== place)
    this.#waiting -= queue.length - rest.length
    if (rest.length > 0) this.#queues.set(place.viewerId, rest)
    else this.#queues.delete(place.viewerId)
  }

  /** The first in line of the viewer whose turn it is; who had a turn goes to the end. */
  #letNext(): void {
    for (const [viewerId, queue] of this.#queues) {
      if (!this.#hasRoom(viewerId)) continue
      const [place] = queue
      if (!place) continue
      this.#unqueue(place)
      const rest = this.#queues.get(viewerId)
      if (rest) {
        this.#queues.delete(viewerId)
        this.#queues.set(viewerId, rest)
      }
      return this.#let(place)
    }
  }
}
