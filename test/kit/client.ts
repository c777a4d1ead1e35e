import { createClient, type Client } from 'graphql-ws'
import WebSocket from 'ws'
import { Following } from './following.ts'
import type { ReplyData, ToldError } from './told.ts'

export interface Answer<Data> {
  status: number
  data?: Data | null
  errors?: ToldError[]
}

export interface MessageData {
  id: string
  text: string
  clientMessageId: string | null
  afterReplyId: string | null
  reply: ReplyData | null
  replies: ReplyData[]
}

export interface ConversationData {
  id: string
  title: string | null
  instructions: string | null
  lastActiveAt: string
}

export interface Sent {
  conversation: ConversationData
  message: MessageData
  reply: ReplyData
}

export interface PageInfo {
  hasNextPage: boolean
  hasPreviousPage: boolean
  startCursor: string | null
  endCursor: string | null
}

export interface Connection<Node> {
  edges: { cursor: string; node: Node }[]
  pageInfo: PageInfo
}

export interface Page {
  first?: number
  after?: string
  last?: number
  before?: string
}

/** What `sendMessage` takes beside the text. */
export interface SendOptions {
  conversationId?: string
  model?: string
  clientMessageId?: string
  afterReplyId?: string
  instructions?: string
}

const replyFields = `id status text cursor model finishReason usage { inputTokens outputTokens }
  error { code category message retryable retryAfterMs } createdAt endedAt`
const messageFields = `id text clientMessageId afterReplyId reply { ${replyFields} } replies { ${replyFields} }`
const conversationFields = 'id title instructions lastActiveAt'
const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'

export const sendMutation = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
  conversation { ${conversationFields} } message { ${messageFields} } reply { ${replyFields} } } }`
const historyQuery = `query ($conversationId: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  history(conversationId: $conversationId, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { ${messageFields} } } ${pageInfo} } }`
const conversationsQuery = `query ($first: Int! = 20, $after: String) { conversations(first: $first, after: $after) {
  edges { cursor node { ${conversationFields} } } ${pageInfo} } }`
export const replyStream = `subscription ($replyId: ID!, $after: ReplyCursor) { replyStream(replyId: $replyId, after: $after) {
  __typename
  ... on ReplyDelta { cursor text }
  ... on ReplyReset { cursor reason }
  ... on ReplyNotice { cursor kind model }
  ... on ReplyEnd { cursor reply { ${replyFields} } } } }`

/** One viewer at one server, speaking GraphQL over HTTP and the socket as any client would. */
export class ChatClient {
  #socket: Client | undefined

  constructor(
    readonly url: string,
    readonly token?: string,
  ) {}

  /** A new viewer. */
  static async signIn(url: string): Promise<ChatClient> {
    const { signInAnonymously } = await new ChatClient(url).ask<{ signInAnonymously: { token: string } }>(
      'mutation { signInAnonymously { token } }',
    )
    return new ChatClient(url, signInAnonymously.token)
  }

  /** The same viewer at another server, or on another connection. */
  at(url: string): ChatClient {
    return new ChatClient(url, this.token)
  }

  /** One operation over HTTP, with whatever came of it. */
  async gql<Data>(query: string, variables: object = {}): Promise<Answer<Data>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
      },
      body: JSON.stringify({ query, variables }),
    })
    return { status: response.status, ...((await response.json()) as Omit<Answer<Data>, 'status'>) }
  }

  /** One operation over HTTP that is expected to go well. */
  async ask<Data>(query: string, variables: object = {}): Promise<Data> {
    const { data, errors } = await this.gql<Data>(query, variables)
    if (errors || !data) throw new Error(`refused: ${JSON.stringify(errors)}`)
    return data
  }

  trySend(text: string, options: SendOptions = {}): Promise<Answer<{ sendMessage: Sent }>> {
    return this.gql(sendMutation, { input: { text, ...options } })
  }

  async send(text: string, options: SendOptions = {}): Promise<Sent> {
    return (await this.ask<{ sendMessage: Sent }>(sendMutation, { input: { text, ...options } })).sendMessage
  }

  /** Sends, and waits for the reply's end. */
  async chat(text: string, options: SendOptions = {}): Promise<Sent> {
    const sent = await this.send(text, options)
    return { ...sent, reply: await this.follow(sent.reply.id).end() }
  }

  async history(conversationId: string, page: Page = {}): Promise<Connection<MessageData>> {
    return (await this.ask<{ history: Connection<MessageData> }>(historyQuery, { conversationId, ...page })).history
  }

  async conversations(page: { first?: number; after?: string } = {}): Promise<Connection<ConversationData>> {
    return (await this.ask<{ conversations: Connection<ConversationData> }>(conversationsQuery, page)).conversations
  }

  async reply(id: string): Promise<ReplyData | null> {
    return (
      await this.ask<{ reply: ReplyData | null }>(`query ($id: ID!) { reply(id: $id) { ${replyFields} } }`, { id })
    ).reply
  }

  async stop(replyId: string): Promise<ReplyData> {
    const mutation = `mutation ($replyId: ID!) { stopReply(replyId: $replyId) { ${replyFields} } }`
    return (await this.ask<{ stopReply: ReplyData }>(mutation, { replyId })).stopReply
  }

  async regenerate(messageId: string, model?: string): Promise<ReplyData> {
    const mutation = `mutation ($messageId: ID!, $model: String) {
      regenerateReply(messageId: $messageId, model: $model) { ${replyFields} } }`
    return (await this.ask<{ regenerateReply: ReplyData }>(mutation, { messageId, model })).regenerateReply
  }

  async remove(id: string): Promise<string> {
    const mutation = 'mutation ($id: ID!) { deleteConversation(id: $id) }'
    return (await this.ask<{ deleteConversation: string }>(mutation, { id })).deleteConversation
  }

  /** Follows a reply from a cursor on, over this client's one socket. */
  follow(replyId: string, after?: string | null): Following {
    this.#socket ??= createClient({
      url: `${this.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: this.token },
      retryAttempts: 0,
    })
    return new Following(this.#socket, { query: replyStream, variables: { replyId, after: after ?? null } })
  }

  /** Breaks the socket as a network would, without a word. */
  cut(): void {
    this.#socket?.terminate()
  }

  async close(): Promise<void> {
    await this.#socket?.dispose()
  }
}
