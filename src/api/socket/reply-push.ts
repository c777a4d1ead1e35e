import { execute, type ExecutionArgs, type ExecutionResult } from 'graphql'
import type { ReplyLogEvent } from '../../reply-log/reply-feed.ts'
import type { ReplyLogReader } from '../../reply-log/reply-log.ts'
import type { ReplyPlan } from '../projection/reply-plan.ts'
import type { Outlet } from './outlet.ts'

export interface ReplyPushOptions {
  reader: ReplyLogReader
  plan: ReplyPlan
  args: ExecutionArgs
}

/**
 * Characters that one reader is sent before all others have their turn. Hundreds that come back to a long reply together
 * would otherwise keep the process from renewing its leases.
 */
const mostAtOnce = 64 * 1024

interface Asking {
  resolve: (pulled: Pulled | Promise<Pulled>) => void
  reject: (error: unknown) => void
}

type Pulled = IteratorResult<ExecutionResult, undefined>

/**
 * A subscription to a reply. What its plan can project goes from the log into the socket without a promise on the way,
 * as soon as there is something and the socket has room; whoever iterates is handed only what has to be executed.
 */
export class ReplyPush implements AsyncIterableIterator<ExecutionResult, undefined> {
  readonly #options: ReplyPushOptions
  #out: { outlet: Outlet; before: string } | undefined
  #asking: Asking | undefined
  #callOff: (() => void) | undefined

  constructor(options: ReplyPushOptions) {
    this.#options = options
    options.reader.onReady = this.#push
  }

  /** Says where the events go, before anybody iterates: into this socket, as results of the operation with this id. */
  sendTo(outlet: Outlet, id: string): void {
    this.#out = { outlet, before: `{"id":${JSON.stringify(id)},"type":"next","payload":` }
  }

  next(): Promise<Pulled> {
    return new Promise((resolve, reject) => {
      this.#asking = { resolve, reject }
      this.#push()
    })
  }

  async return(): Promise<Pulled> {
    this.#callOff?.()
    this.#callOff = undefined
    await this.#options.reader.return?.()
    this.#push()
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  readonly #push = () => {
    if (!this.#asking || this.#callOff) return
    try {
      const pulled = this.#pushAll()
      if (pulled) this.#answer(({ resolve }) => resolve(pulled))
    } catch (error) {
      this.#answer(({ reject }) => reject(error))
    }
  }

  /** Sends what there is and there is room for; answers what the one who iterates is to have, where that is anything. */
  #pushAll(): Promise<Pulled> | Pulled | undefined {
    const { reader, plan, args } = this.#options
    let sent = 0
    while (!reader.over) {
      if (this.#out?.outlet.hasRoom === false) return this.#waitForRoom(this.#out.outlet)
      if (sent > mostAtOnce) return this.#letOthers()
      const event = reader.take()
      if (!event) break
      const json = this.#out && plan.project(event)
      if (json === undefined) return executed(args, event)
      this.#out?.outlet.sendResult(this.#out.before, json)
      sent += json.length
    }
    return reader.over ? { value: undefined, done: true } : undefined
  }

  #waitForRoom(outlet: Outlet): undefined {
    this.#callOff = outlet.onRoom(() => {
      this.#callOff = undefined
      this.#push()
    })
  }

  #letOthers(): undefined {
    const next = setImmediate(() => {
      this.#callOff = undefined
      this.#push()
    })
    this.#callOff = () => clearImmediate(next)
  }

  #answer(answer: (asking: Asking) => void): void {
    const asking = this.#asking
    this.#asking = undefined
    if (asking) answer(asking)
  }
}

/** As graphql executes each event of a subscription. */
async function executed(args: ExecutionArgs, rootValue: ReplyLogEvent): Promise<Pulled> {
  return { value: await execute({ ...args, rootValue }), done: false }
}
