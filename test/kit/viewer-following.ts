import { createClient, type Client } from 'graphql-ws'
import WebSocket from 'ws'
import type { ChatClient, ConversationData } from './client.ts'
import { inTime } from './eventually.ts'
import type { ToldError } from './told.ts'

interface ToldReply {
  id: string
  status: string
  text: string
}

/** What a subscriber of `viewerEvents` is sent. */
export type ViewerEventData = { cursor: string } & (
  | { __typename: 'ConversationChanged'; created: boolean; conversation: ConversationData }
  | { __typename: 'ConversationDeleted'; conversationId: string }
  | { __typename: 'MessageSent'; conversationId: string; message: { id: string; text: string } }
  | { __typename: 'ReplyOpened' | 'ReplySettled'; conversationId: string; messageId: string; reply: ToldReply }
  | { __typename: 'ReplySelected'; conversationId: string; message: { id: string; reply: { id: string } } }
  | { __typename: 'EventsMissed' }
)

const replyFields = 'conversationId messageId reply { id status text }'
const viewerEvents = `subscription ($after: ViewerEventCursor) { viewerEvents(after: $after) {
  __typename
  ... on ConversationChanged { cursor created conversation { id title instructions lastActiveAt } }
  ... on ConversationDeleted { cursor conversationId }
  ... on MessageSent { cursor conversationId message { id text } }
  ... on ReplyOpened { cursor ${replyFields} }
  ... on ReplySettled { cursor ${replyFields} }
  ... on ReplySelected { cursor conversationId message { id reply { id } } }
  ... on EventsMissed { cursor } } }`

const eventMs = 15_000

/** Where a viewer's events stand now. */
export async function eventCursor(client: ChatClient): Promise<string> {
  const { viewer } = await client.ask<{ viewer: { eventCursor: string } }>('{ viewer { eventCursor } }')
  return viewer.eventCursor
}

/** One subscription to all that a viewer sees, on a socket of its own. */
export class ViewerFollowing {
  readonly events: ViewerEventData[] = []
  /** Once it is over: null where the server completed it, the errors where it was refused, the close event where the socket broke. */
  outcome: { failure: unknown } | undefined
  readonly #socket: Client
  readonly #waiting = new Set<() => void>()
  /** Ends the subscription, and leaves the socket open. */
  readonly leave: () => void

  constructor({ url, token }: ChatClient, after?: string | null) {
    this.#socket = createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: token },
      retryAttempts: 0,
    })
    this.leave = this.#socket.subscribe<{ viewerEvents: ViewerEventData }>(
      { query: viewerEvents, variables: { after: after ?? null } },
      {
        next: ({ data, errors }) => {
          if (data) this.events.push(data.viewerEvents)
          if (errors) this.outcome ??= { failure: errors }
          this.#look()
        },
        error: (failure) => this.#over(failure),
        complete: () => this.#over(null),
      },
    )
  }

  get kinds(): string[] {
    return this.events.map(({ __typename }) => __typename)
  }

  /** Of the newest event; where a client would resume. */
  get cursor(): string | undefined {
    return this.events.at(-1)?.cursor
  }

  /** Resolves as soon as there are this many events. */
  async count(wanted: number, withinMs = eventMs): Promise<this> {
    let look: () => void = () => undefined
    const there = new Promise<void>((resolve, reject) => {
      look = () => {
        if (this.events.length >= wanted) resolve()
        else if (this.outcome) reject(new Error(`the subscription was over: ${JSON.stringify(this.outcome.failure)}`))
      }
      look()
    })
    this.#waiting.add(look)
    try {
      await inTime(there, withinMs, `event ${wanted}`)
    } catch (error) {
      throw new Error(`${(error as Error).message}; there are: ${this.kinds.join(', ')}`, { cause: error })
    } finally {
      this.#waiting.delete(look)
    }
    return this
  }

  /** Resolves with the errors of a subscription that was refused. */
  async refusal(): Promise<ToldError[]> {
    await this.over()
    if (!Array.isArray(this.outcome?.failure)) throw new Error(`not refused: ${JSON.stringify(this.outcome)}`)
    return this.outcome.failure as ToldError[]
  }

  /** Resolves once the subscription is over, however it ended. */
  async over(): Promise<void> {
    let look: () => void = () => undefined
    const over = new Promise<void>((resolve) => {
      look = () => this.outcome && resolve()
      look()
    })
    this.#waiting.add(look)
    await inTime(over, eventMs, 'the end of the subscription').finally(() => this.#waiting.delete(look))
  }

  /** Breaks the socket as a network would, without a word. */
  cut(): void {
    this.#socket.terminate()
  }

  async close(): Promise<void> {
    await this.#socket.dispose()
  }

  #over(failure: unknown): void {
    this.outcome ??= { failure }
    this.#look()
  }

  #look(): void {
    for (const look of [...this.#waiting]) look()
  }
}
