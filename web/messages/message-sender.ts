import type { ApolloClient } from '@apollo/client'
import { toFault } from '../connection/fault.ts'
import type { Fault } from '../connection/fault.ts'
import { SendMessageDocument } from '../generated/graphql.ts'
import type { SendMessageMutation } from '../generated/graphql.ts'
import { backoffMs } from '../connection/backoff.ts'
import type { Outbox, OutboxEntry } from './outbox.ts'

export type Sent = SendMessageMutation['sendMessage']

export interface MessageSenderOptions {
  client: Pick<ApolloClient, 'mutate'>
  outbox: Outbox
  /** Called once per acknowledged message, before it leaves the outbox, so that it never vanishes in between. */
  onSent: (sent: Sent, entry: OutboxEntry) => void
  /** Called instead where the viewer's events say that it arrived, and no answer does. */
  onArrived: (conversationId: string, entry: OutboxEntry) => void
}

/** What may go well by itself, without a change by the person. */
const passing = new Set<Fault['code']>(['NETWORK', 'OVERLOADED', 'INTERNAL'])
// A server may name any time at all.
const longestAskedMs = 60_000

/** Takes messages out of the outbox to the server: each under its own id, so that a retry can never make a second one. */
export class MessageSender {
  // By their ids, with the conversation in which each has arrived, once that is known.
  readonly #inFlight = new Map<string, string | null>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #dueAt = 0
  #failures = 0

  constructor(private readonly options: MessageSenderOptions) {}

  /** Keeps the message, then sends it; resolves when it was acknowledged or put back. */
  async send(entry: OutboxEntry): Promise<void> {
    const { client, outbox, onSent } = this.options
    const { clientMessageId } = entry
    if (this.#inFlight.has(clientMessageId)) return
    this.#inFlight.set(clientMessageId, null)
    outbox.put({ ...entry, state: 'sending', fault: null })
    try {
      const { data } = await client.mutate({ mutation: SendMessageDocument, variables: { input: inputOf(entry) } })
      if (!data) throw new Error('The answer was empty.')
      this.#failures = 0
      onSent(data.sendMessage, entry)
      outbox.remove(clientMessageId)
    } catch (error) {
      const arrivedIn = this.#inFlight.get(clientMessageId)
      if (arrivedIn) this.#letGo(arrivedIn, entry)
      else this.#putBack(entry, toFault(error))
    } finally {
      this.#inFlight.delete(clientMessageId)
    }
  }

  /** Lets go of a message that has arrived by the viewer's events; while one is in flight, its own answer goes first. */
  readonly arrived = (clientMessageId: string, conversationId: string): void => {
    if (this.#inFlight.has(clientMessageId)) {
      this.#inFlight.set(clientMessageId, conversationId)
      return
    }
    const entry = this.options.outbox.find(clientMessageId)
    if (entry) this.#letGo(conversationId, entry)
  }

  /** Sends whatever never reached the server, or came when it was busy. */
  readonly sendUnsent = (): void => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const entry of this.options.outbox.entries()) if (entry.state === 'unsent') void this.send(entry)
  }

  #letGo(conversationId: string, entry: OutboxEntry): void {
    this.options.onArrived(conversationId, entry)
    this.options.outbox.remove(entry.clientMessageId)
  }

  #putBack(entry: OutboxEntry, fault: Fault): void {
    const isPassing = fault.retryable && passing.has(fault.code)
    this.options.outbox.put({ ...entry, state: isPassing ? 'unsent' : 'refused', fault })
    if (isPassing) this.#tryLater(fault.retryAfterMs)
  }

  #tryLater(askedMs = 0): void {
    this.#failures += 1
    const waitMs = Math.max(backoffMs(this.#failures), Math.min(askedMs, longestAskedMs))
    const dueAt = Date.now() + waitMs
    // One timer for all of them: whoever was asked to wait longest is not sent before that.
    if (this.#timer !== undefined && dueAt <= this.#dueAt) return
    clearTimeout(this.#timer)
    this.#dueAt = dueAt
    this.#timer = setTimeout(this.sendUnsent, waitMs)
  }
}

function inputOf({ conversationId, text, model, clientMessageId, afterReplyId, instructions }: OutboxEntry) {
  return { conversationId, text, model, clientMessageId, afterReplyId, instructions }
}
