import type { ApolloCache } from '@apollo/client/cache'
import { recordActivity } from '../conversations/conversations-cache.ts'
import { HistoryDocument } from '../generated/graphql.ts'
import type { HistoryQuery } from '../generated/graphql.ts'
import type { Sent } from './message-sender.ts'

/** How many messages one page of history has. */
export const pageSize = 30

type Edge = HistoryQuery['history']['edges'][number]

/** Puts a message to its place in the history of its conversation, where that is loaded. */
export function recordMessage(cache: ApolloCache, conversationId: string, message: Edge['node']): void {
  const variables = { conversationId, last: pageSize }
  cache.updateQuery({ query: HistoryDocument, variables }, (known) => {
    // A conversation that is not loaded yet is read whole when it is opened.
    if (!known) return null
    const { edges, pageInfo } = known.history
    if (edges.some(({ node }) => node.id === message.id)) return known
    const place = edges.findLastIndex(({ node }) => node.createdAt <= message.createdAt) + 1
    // Of an earlier page: it comes with that.
    if (place === 0 && pageInfo.hasPreviousPage) return known
    const edge = withTypename('MessageEdge', { cursor: '', node: message })
    return { ...known, history: { ...known.history, edges: [...edges.slice(0, place), edge, ...edges.slice(place)] } }
  })
}

/** Writes an acknowledged message to where the lists are read from, so that it stays in its place on the page. */
export function recordSent(cache: ApolloCache, { conversation, message }: Sent, isNew: boolean): void {
  recordActivity(cache, conversation)
  recordMessage(cache, conversation.id, message)
  if (!isNew) return
  const variables = { conversationId: conversation.id, last: pageSize }
  // Of a new conversation this is the whole.
  cache.updateQuery({ query: HistoryDocument, variables }, (known) => known ?? { history: newHistory(message) })
}

const newHistory = (message: Edge['node']): HistoryQuery['history'] =>
  withTypename('MessageConnection', {
    edges: [withTypename('MessageEdge', { cursor: '', node: message })],
    pageInfo: withTypename('PageInfo', {
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    }),
  })

// The cache identifies by __typename, which the generated types leave out.
function withTypename<Value extends object>(__typename: string, value: Value): Value {
  return { __typename, ...value }
}
