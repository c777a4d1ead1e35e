import type { Client, SubscribePayload } from 'graphql-ws'
import { inTime } from './eventually.ts'
import type { ReplyData, ToldError } from './told.ts'

/** What a subscriber of `replyStream` is sent, with the moment of its arrival in epoch milliseconds. */
export type FollowedEvent = { cursor: string; at: number } & (
  | { __typename: 'ReplyDelta'; text: string }
  | { __typename: 'ReplyReset'; reason: 'FAILOVER' | 'RECOVERY' }
  | { __typename: 'ReplyNotice'; kind: string; model: string | null }
  | { __typename: 'ReplyEnd'; reply: ReplyData }
)

const endMs = 15_000

/** One subscription to a reply: its events so far, and the text that a reader would have put together of them. */
export class Following {
  readonly events: FollowedEvent[] = []
  text = ''
  /** Of the newest event; where a reader would resume. */
  cursor: string | undefined
  /** Once the subscription is over: null where the server completed it, the errors where it was refused, the close event where the socket broke. */
  outcome: { failure: unknown } | undefined
  readonly leave: () => void
  readonly #waiting = new Set<() => void>()

  constructor(client: Client, payload: SubscribePayload) {
    this.leave = client.subscribe<{ replyStream: Omit<FollowedEvent, 'at'> }>(payload, {
      next: ({ data, errors }) => {
        if (data) this.#take({ ...data.replyStream, at: performance.timeOrigin + performance.now() } as FollowedEvent)
        if (errors) this.#over(errors)
      },
      error: (failure) => this.#over(failure),
      complete: () => this.#over(null),
    })
  }

  get deltas(): string[] {
    return this.events.flatMap((event) => (event.__typename === 'ReplyDelta' ? [event.text] : []))
  }

  get ends(): ReplyData[] {
    return this.events.flatMap((event) => (event.__typename === 'ReplyEnd' ? [event.reply] : []))
  }

  /** Resolves as soon as it holds, looking again at every event. */
  async until(holds: (following: this) => boolean, withinMs = endMs): Promise<this> {
    let look: () => void = () => undefined
    const held = new Promise<void>((resolve, reject) => {
      look = () => {
        if (holds(this)) resolve()
        else if (this.outcome) reject(new Error(`the subscription was over: ${describe(this.outcome.failure)}`))
      }
      look()
    })
    this.#waiting.add(look)
    try {
      await inTime(held, withinMs, 'the event')
    } finally {
      this.#waiting.delete(look)
    }
    return this
  }

  /** Resolves with the reply that ReplyEnd brought, once the subscription has completed. */
  async end(withinMs = endMs): Promise<ReplyData> {
    await this.until(({ outcome }) => outcome !== undefined, withinMs)
    const [reply] = this.ends
    if (this.outcome?.failure || !reply) throw new Error(`no end came: ${describe(this.outcome?.failure)}`)
    return reply
  }

  /** Resolves with the errors of a subscription that was refused. */
  async refusal(withinMs = endMs): Promise<ToldError[]> {
    await this.until(({ outcome }) => outcome !== undefined, withinMs)
    const failure = this.outcome?.failure
    if (!Array.isArray(failure)) throw new Error(`not refused: ${describe(failure)}`)
    return failure as ToldError[]
  }

  #take(event: FollowedEvent): void {
    this.events.push(event)
    this.cursor = event.cursor
    if (event.__typename === 'ReplyDelta') this.text += event.text
    if (event.__typename === 'ReplyReset') this.text = ''
    this.#look()
  }

  #over(failure: unknown): void {
    this.outcome ??= { failure }
    this.#look()
  }

  #look(): void {
    for (const look of [...this.#waiting]) look()
  }
}

const describe = (failure: unknown): string =>
  failure instanceof Error ? failure.message : JSON.stringify(failure ?? 'completed')
