import { Agent } from 'undici'
import { v7 as uuidv7 } from 'uuid'
import type { Contender } from '../contenders.ts'
import { askGraphql } from '../load/ask-graphql.ts'
import { quantile } from '../load/quantile.ts'
import type { Plan } from '../plan.ts'
import { messageCursor } from '../../src/conversation/place-cursor.ts'
import { seedConversation } from './seed-history.ts'
import { withServer, type Stage } from './stage.ts'

/** How long pages of one conversation take. */
export interface HistoryFigures {
  messages: number
  newestMs: { p50: number; p99: number }
  middleMs: { p50: number; p99: number }
}

export interface HistoryRun {
  contender: Contender
  history: NonNullable<Plan['history']>
}

const fewMessages = 100
const pageSize = 30
const warmUpRounds = 30

// What a client shows of a page.
const query = `query History($conversationId: ID!, $last: Int!, $before: String) {
  history(conversationId: $conversationId, last: $last, before: $before) {
    edges {
      cursor
      node {
        id
        text
        createdAt
        replies { id status text cursor model finishReason createdAt endedAt }
      }
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`

interface Page {
  history: { edges: unknown[] }
}

/** Reads pages of a short and of a long conversation in turns, so that whatever slows the machine slows both. */
export function measureHistory(stage: Stage, { contender, history }: HistoryRun): Promise<HistoryFigures[]> {
  return withServer(stage, { contender }, async ({ url, databaseUrl = '' }) => {
    const dispatcher = new Agent()
    try {
      const endpoint = { url, dispatcher }
      const { signInAnonymously } = await askGraphql<SignIn>(endpoint, {
        query: 'mutation { signInAnonymously { token viewer { id } } }',
      })
      const conversations: TimedConversation[] = []
      for (const messages of [fewMessages, history.messages]) {
        const id = uuidv7()
        await seedConversation(databaseUrl, { id, viewerId: signInAnonymously.viewer.id, messages })
        conversations.push(new TimedConversation(id, messages))
      }
      const ask = (variables: object) =>
        askGraphql<Page>(endpoint, { query, variables, token: signInAnonymously.token })
      for (let round = -warmUpRounds; round < history.requests; round++) {
        stage.signal.throwIfAborted()
        for (const conversation of conversations) await conversation.readOnce(ask, round >= 0)
      }
      return conversations.map((conversation) => conversation.figures())
    } finally {
      await dispatcher.destroy()
    }
  })
}

interface SignIn {
  signInAnonymously: { token: string; viewer: { id: string } }
}

type Ask = (variables: object) => Promise<Page>

class TimedConversation {
  readonly #newest: number[] = []
  readonly #middle: number[] = []

  constructor(
    private readonly id: string,
    private readonly messages: number,
  ) {}

  async readOnce(ask: Ask, counts: boolean): Promise<void> {
    const newest = await timed(ask, { conversationId: this.id, last: pageSize })
    const before = messageCursor(Math.floor(this.messages / 2))
    const middle = await timed(ask, { conversationId: this.id, last: pageSize, before })
    if (!counts) return
    this.#newest.push(newest)
    this.#middle.push(middle)
  }

  figures(): HistoryFigures {
    const summary = (times: number[]) => ({ p50: quantile(times, 0.5), p99: quantile(times, 0.99) })
    return { messages: this.messages, newestMs: summary(this.#newest), middleMs: summary(this.#middle) }
  }
}

async function timed(ask: Ask, variables: object): Promise<number> {
  const began = performance.now()
  const { history } = await ask(variables)
  const took = performance.now() - began
  if (history.edges.length !== pageSize) throw new Error(`A page held ${history.edges.length} of ${pageSize} messages`)
  return took
}
