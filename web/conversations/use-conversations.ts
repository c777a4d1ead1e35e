import { useApolloClient, useQuery } from '@apollo/client/react'
import { useCallback, useEffect, useState } from 'react'
import { useConnection } from '../connection/connection-context.tsx'
import { ConversationsDocument } from '../generated/graphql.ts'
import { pageSize } from './conversations-cache.ts'
import { readConversations, readMoreConversations } from './read-conversations.ts'

/** The viewer's conversations, newest first, a page at a time. */
export function useConversations() {
  const client = useApolloClient()
  const { feed, reachability } = useConnection()
  // Shown from the cache alone: there the viewer's events bring what happens while an answer is on its way.
  const { data } = useQuery(ConversationsDocument, { variables: { first: pageSize }, fetchPolicy: 'cache-only' })
  const [failed, setFailed] = useState(false)
  const [loadingMore, setLoadingMore] = useState(false)
  const after = data?.conversations.pageInfo.endCursor ?? null
  const hasMore = data?.conversations.pageInfo.hasNextPage ?? false

  const load = useCallback(() => {
    readConversations({ client, feed }).then(
      () => setFailed(false),
      () => setFailed(true),
    )
  }, [client, feed])

  useEffect(() => {
    load()
    return feed.onMissed(load)
  }, [feed, load])
  useEffect(() => (failed ? reachability.onRestored(load) : undefined), [failed, load, reachability])

  const loadMore = useCallback(async () => {
    setLoadingMore(true)
    try {
      await readMoreConversations({ client, feed }, after)
    } catch {
      // The connection label tells; scrolling on tries again.
    } finally {
      setLoadingMore(false)
    }
  }, [after, client, feed])

  return {
    conversations: data?.conversations.edges.map(({ node }) => node) ?? [],
    loading: !data && !failed,
    failed: failed && !data,
    retry: load,
    hasMore,
    loadingMore,
    loadMore,
  }
}
