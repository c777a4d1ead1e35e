import type { ApolloCache } from '@apollo/client/cache'
import { ConversationsDocument } from '../generated/graphql.ts'
import type { ConversationFieldsFragment } from '../generated/graphql.ts'

/** How many conversations one page of the list has. */
export const pageSize = 30

/** Puts a conversation to its place in the list, which has those first in which something was said last. */
export function recordActivity(cache: ApolloCache, conversation: ConversationFieldsFragment): void {
  const edge = { __typename: 'ConversationEdge', cursor: '', node: conversation }
  cache.updateQuery({ query: ConversationsDocument, variables: { first: pageSize } }, (known) => {
    if (!known) return null
    const { edges, pageInfo } = known.conversations
    const others = edges.filter(({ node }) => node.id !== conversation.id)
    const behind = others.findIndex(({ node }) => node.lastActiveAt <= conversation.lastActiveAt)
    // Its place may be on a page that is not loaded: it comes with that page.
    if (behind < 0 && pageInfo.hasNextPage && others.length === edges.length) return known
    const place = behind < 0 ? others.length : behind
    return {
      ...known,
      conversations: { ...known.conversations, edges: [...others.slice(0, place), edge, ...others.slice(place)] },
    }
  })
}

/** Takes a deleted conversation, and whatever hung on it alone, out of the cache. */
export function recordDeletion(cache: ApolloCache, conversationId: string): void {
  cache.evict({ id: `Conversation:${conversationId}` })
  cache.updateQuery({ query: ConversationsDocument, variables: { first: pageSize } }, (known) => {
    if (!known) return null
    const edges = known.conversations.edges.filter(({ node }) => node.id !== conversationId)
    return { ...known, conversations: { ...known.conversations, edges } }
  })
  cache.evict({ id: 'ROOT_QUERY', fieldName: 'history', args: { conversationId } })
  cache.gc()
}
