import { setTimeout as delay } from 'node:timers/promises'
import type { Outcome, ReadRecord, SendRecord, StopRecord } from '../checker/records.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { Node } from '../cluster/node.ts'
import { messageText, type ReplyPlan } from '../cluster/reply-plan.ts'
import * as operations from './operations.ts'

/** What came of one request. */
export interface Answer<Data> {
  outcome: Outcome
  data?: Data
  code?: string
}

interface Told<Data> {
  data?: Data | null
  errors?: { extensions?: { code?: string } }[]
}

/** What a client sends. The key is made by the client and stays the same however often it tries. */
export interface Message {
  key: string
  plan: ReplyPlan
  conversationId?: string | undefined
  /** Any settled reply of the conversation; so that a message need not wait for the one before it. */
  afterReplyId?: string | undefined
}

/** Long enough for a process that is dying to be noticed, short enough to try elsewhere. */
const answerMs = 10_000
const pauseMs = 50

// The outcome is open: the server was away, or had lost its database in the middle.
const undecided = new Set(['OVERLOADED', 'TIMEOUT'])

/** One person with a client, who writes down what is asked and what comes of it. */
export class Viewer {
  #turn = 0

  private constructor(
    readonly cluster: Cluster,
    readonly name: string,
    readonly token: string,
  ) {}

  static async signIn(cluster: Cluster, name: string): Promise<Viewer> {
    const visitor = new Viewer(cluster, name, '')
    const { data } = await visitor.askUntilTold<{ signInAnonymously: { token: string } }>(operations.signIn, {})
    return new Viewer(cluster, name, data!.signInAnonymously.token)
  }

  /** One operation at one node; never throws. */
  async ask<Data>(node: Node, query: string, variables: object): Promise<Answer<Data>> {
    let told: Told<Data>
    try {
      const response = await fetch(`${node.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(this.token && { authorization: `Bearer ${this.token}` }),
        },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(answerMs),
      })
      told = (await response.json()) as Told<Data>
    } catch {
      return { outcome: 'unknown' }
    }
    const [error] = told.errors ?? []
    if (!error) return told.data == null ? { outcome: 'fail', code: 'NOTHING' } : { outcome: 'ok', data: told.data }
    const code = error.extensions?.code ?? 'UNTYPED'
    return { outcome: undecided.has(code) ? 'unknown' : 'fail', code }
  }

  /** The same at one node after another, until one answers for good. */
  async askUntilTold<Data>(query: string, variables: object, withinMs = 60_000): Promise<Answer<Data>> {
    const deadline = performance.now() + withinMs
    for (;;) {
      const { living } = this.cluster
      const node = living[this.#turn++ % Math.max(living.length, 1)]
      const answer: Answer<Data> = node ? await this.ask(node, query, variables) : { outcome: 'unknown' }
      if (answer.outcome !== 'unknown') return answer
      if (performance.now() > deadline) throw new Error(`no node answered ${query.slice(0, 60)} for ${withinMs} ms`)
      await delay(pauseMs)
    }
  }

  /** One try to send. */
  async trySend(node: Node, { key, plan, conversationId, afterReplyId }: Message): Promise<SendRecord> {
    const text = messageText(plan)
    const invokedAt = performance.now()
    const input = { text, clientMessageId: key, conversationId, afterReplyId }
    const { outcome, code, data } = await this.ask<operations.SendAnswer>(node, operations.sendMessage, { input })
    const sent = data?.sendMessage
    const answer = sent && {
      conversationId: sent.conversation.id,
      messageId: sent.message.id,
      replyId: sent.reply.id,
    }
    const when = { node: node.name, invokedAt, endedAt: performance.now() }
    const record = { viewer: this.name, conversationId, key, text, outcome, code, answer, ...when }
    this.cluster.history.sends.push(record)
    return record
  }

  /** Sends as a client does that hears nothing: the same message again, at whichever node, until it is answered. */
  async send(message: Message, pick: () => Node, withinMs = 60_000): Promise<SendRecord> {
    const deadline = performance.now() + withinMs
    for (;;) {
      const record = await this.trySend(pick(), message)
      if (record.outcome !== 'unknown' || performance.now() > deadline) return record
      await delay(pauseMs)
    }
  }

  async stop(node: Node, replyId: string): Promise<StopRecord> {
    const invokedAt = performance.now()
    const { outcome, code, data } = await this.ask<{ stopReply: operations.ReplyAnswer }>(node, operations.stopReply, {
      replyId,
    })
    const { status, text } = data?.stopReply ?? {}
    const when = { node: node.name, invokedAt, endedAt: performance.now() }
    const record = { replyId, outcome, code, status, text, ...when }
    this.cluster.history.stops.push(record)
    return record
  }

  /** Reads a conversation from its beginning to its end at one node, and writes down what was there. */
  async read(node: Node, conversationId: string): Promise<ReadRecord> {
    const invokedAt = performance.now()
    const ids: string[] = []
    let last: Answer<{ history: operations.Page<{ id: string }> }>
    let after: string | null = null
    do {
      last = await this.ask(node, operations.messageIds, { conversationId, first: 100, after })
      for (const edge of last.data?.history.edges ?? []) ids.push(edge.node.id)
      after = last.data?.history.pageInfo.hasNextPage ? last.data.history.pageInfo.endCursor : null
    } while (after !== null)
    const { outcome, code } = last
    const when = { node: node.name, invokedAt, endedAt: performance.now() }
    const record = { viewer: this.name, conversationId, outcome, code, messageIds: ids, ...when }
    this.cluster.history.reads.push(record)
    return record
  }
}
