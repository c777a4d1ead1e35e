import { setTimeout as delay } from 'node:timers/promises'
import type { BreakRecord, Observation } from '../checker/records.ts'
import type { Node } from '../cluster/node.ts'
import { StreamSocket, type StreamEvent } from './stream-socket.ts'
import type { Viewer } from './viewer.ts'

export interface ReaderOptions {
  name: string
  replyId: string
  /** Where to connect next. */
  pick: () => Node
  /** A cursor from an earlier reading. */
  after?: string | undefined
  /** Told each event before it is written down; may cut the reader. */
  onEvent?: ((reader: Reader, event: StreamEvent) => void) | undefined
  withinMs?: number | undefined
}

const pauseMs = 30

/** Follows one reply to its end over any number of connections, each time from the last cursor it was given. */
export class Reader {
  cursor: string | undefined
  /** Events so far, over all connections. */
  events = 0
  ended = false
  #socket: StreamSocket | undefined
  #break: BreakRecord | undefined
  #cutting = false
  #left = false

  constructor(
    private readonly viewer: Viewer,
    private readonly options: ReaderOptions,
  ) {
    this.cursor = options.after
  }

  /** Resolves once the reply has ended, was refused, the reader left, or the time is over. Whoever left may run again. */
  async run({ pick = this.options.pick }: Partial<Pick<ReaderOptions, 'pick'>> = {}): Promise<void> {
    const { withinMs = 60_000 } = this.options
    const deadline = performance.now() + withinMs
    this.#left = false
    while (!this.ended && !this.#left && performance.now() < deadline) {
      const timer = setTimeout(() => this.#socket?.cut(), deadline - performance.now())
      const refused = await this.#connect(pick())
      clearTimeout(timer)
      if (refused) return
      if (!this.ended) await delay(pauseMs)
    }
    // One that was told nothing at all would leave no trace otherwise.
    if (!this.ended && !this.#left) this.#record(pick(), { type: 'given-up' })
  }

  /** Breaks this reader's connection; it comes back. */
  cut(): void {
    this.#cutting = true
    this.#socket?.cut()
  }

  /** Goes away for a while, with what it has. */
  leave(): void {
    this.#left = true
    this.cut()
  }

  async #connect(node: Node): Promise<boolean> {
    const { replyId, name } = this.options
    const socket = new StreamSocket({
      url: node.url,
      token: this.viewer.token,
      replyId,
      after: this.cursor,
      onEvent: (event) => {
        // What arrives behind a cut was never received.
        if (socket === this.#socket && !this.#cutting) this.#take(event, node)
      },
    })
    this.#socket = socket
    this.#cutting = false
    const outcome = await socket.over
    if (outcome.type === 'completed' && this.ended) return false
    if (outcome.type === 'refused' && outcome.code !== 'OVERLOADED') {
      this.#record(node, { type: 'refused', code: outcome.code })
      return true
    }
    if (!this.ended && !this.#left && !this.#break) {
      this.#break = { reader: name, replyId, at: performance.now(), cut: this.#cutting, nextAt: undefined }
      this.viewer.cluster.history.breaks.push(this.#break)
    }
    return false
  }

  #take(event: StreamEvent, node: Node): void {
    if (this.#break) this.#break.nextAt = performance.now()
    this.#break = undefined
    this.cursor = event.cursor
    this.events += 1
    if (event.__typename === 'ReplyEnd') this.ended = true
    this.#record(node, toObserved(event))
    this.options.onEvent?.(this, event)
  }

  #record(node: Node, event: Observation['event']): void {
    const { name, replyId } = this.options
    this.viewer.cluster.history.observations.push({
      reader: name,
      replyId,
      node: node.name,
      at: performance.now(),
      event,
    })
  }
}

function toObserved(event: StreamEvent): Observation['event'] {
  const { cursor } = event
  switch (event.__typename) {
    case 'ReplyDelta':
      return { type: 'delta', text: event.text, cursor }
    case 'ReplyReset':
      return { type: 'reset', cursor }
    case 'ReplyNotice':
      return { type: 'notice', cursor }
    case 'ReplyEnd':
      return { type: 'end', cursor, status: event.reply.status, text: event.reply.text }
  }
}
