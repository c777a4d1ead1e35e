import { ApolloClient, ApolloLink } from '@apollo/client'
import type { Sink } from '@parley/client'
import { Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { createCache } from '../connection/cache.ts'
import { ConversationsDocument } from '../generated/graphql.ts'
import { ViewerFeed } from '../viewer-events/viewer-feed.ts'
import type { ViewerEvent } from '../viewer-events/viewer-feed.ts'
import { pageSize, recordDeletion } from './conversations-cache.ts'
import { readConversations, readMoreConversations } from './read-conversations.ts'

const at = '2026-01-01T00:00:00.000Z'
const pageOf = (ids: string[], hasNextPage: boolean) => ({
  conversations: {
    __typename: 'ConversationConnection',
    edges: ids.map((id) => ({
      __typename: 'ConversationEdge',
      cursor: id,
      node: { __typename: 'Conversation', id, title: id, instructions: null, createdAt: at, lastActiveAt: at },
    })),
    pageInfo: {
      __typename: 'PageInfo',
      hasNextPage,
      hasPreviousPage: false,
      startCursor: ids[0] ?? null,
      endCursor: ids.at(-1) ?? null,
    },
  },
})

/** A page of the client whose requests are answered one by one. */
function page() {
  const asked: { after: unknown; answer: (ids: string[], hasNextPage?: boolean) => void }[] = []
  const link = new ApolloLink(({ variables }) => {
    const result = new Subject<ApolloLink.Result>()
    const answer = (ids: string[], hasNextPage = false): void => {
      result.next({ data: pageOf(ids, hasNextPage) })
      result.complete()
    }
    asked.push({ after: variables['after'] ?? null, answer })
    return result
  })
  const cache = createCache()
  const client = new ApolloClient({ link, cache })
  let sink: Sink<ViewerEvent> | undefined
  const feed = new ViewerFeed({
    source: (_after, given) => {
      sink = given
      return () => {}
    },
    storage: { getItem: () => '7', setItem: () => {}, removeItem: () => {} },
    record: (event) => event.__typename === 'ConversationDeleted' && recordDeletion(cache, event.conversationId),
  })
  feed.start()
  const list = () =>
    cache
      .readQuery({ query: ConversationsDocument, variables: { first: pageSize } })!
      .conversations.edges.map(({ node }) => node.id)
  const remove = (conversationId: string) =>
    sink!.next({ __typename: 'ConversationDeleted', cursor: '8', conversationId })
  return { asked, reading: { client, feed }, list, remove }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the list of conversations', () => {
  it('is read a page at a time', async () => {
    const { asked, reading, list } = page()
    const first = readConversations(reading)
    await settle()
    asked[0]!.answer(['a', 'b'], true)
    await first
    const more = readMoreConversations(reading, 'b')
    await settle()
    expect(asked[1]!.after).toBe('b')
    asked[1]!.answer(['c', 'd'])
    await more
    expect(list()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('does not bring a conversation back that was deleted while a further page was on its way', async () => {
    const { asked, reading, list, remove } = page()
    const first = readConversations(reading)
    await settle()
    asked[0]!.answer(['a', 'b'], true)
    await first
    const more = readMoreConversations(reading, 'b')
    await settle()
    remove('c')
    asked[1]!.answer(['c', 'd'])
    await settle()
    asked[2]!.answer(['d'])
    await more
    expect(list()).toEqual(['a', 'b', 'd'])
  })
})
