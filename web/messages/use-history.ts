import { skipToken, useApolloClient, useQuery } from '@apollo/client/react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useConnection } from '../connection/connection-context.tsx'
import { toFault } from '../connection/fault.ts'
import { leaveDeleted } from '../conversations/leave-deleted.ts'
import { HistoryDocument } from '../generated/graphql.ts'
import { afterReading } from './load-failure.ts'
import type { LoadFailure } from './load-failure.ts'
import { pageSize } from './record-sent.ts'

/** The loaded part of a conversation, oldest first; earlier pages come when asked for. */
export function useHistory(conversationId: string | null) {
  const client = useApolloClient()
  const { feed, reachability } = useConnection()
  // Shown from the cache alone: a query that fetches by itself shows nothing that was written while its answer is on
  // the way, and a message that was acknowledged meanwhile would be gone from the page.
  const query = useQuery(
    HistoryDocument,
    conversationId === null
      ? skipToken
      : { variables: { conversationId, last: pageSize }, fetchPolicy: 'cache-only' as const },
  )
  // A query that is skipped still shows what it last read: the messages of another conversation.
  const data = conversationId === null ? undefined : query.data
  const [failure, setFailure] = useState<LoadFailure | null>(null)
  const [loadingEarlier, setLoadingEarlier] = useState(false)
  const messages = useMemo(() => data?.history.edges.map(({ node }) => node) ?? [], [data])
  const { hasPreviousPage = false, startCursor = null } = data?.history.pageInfo ?? {}

  const load = useCallback(() => {
    if (conversationId === null) return
    const variables = { conversationId, last: pageSize }
    const read = () => client.query({ query: HistoryDocument, variables, fetchPolicy: 'network-only' })
    feed.read(conversationId, read).then(
      () => setFailure(afterReading(conversationId)),
      (error: unknown) => {
        const wasThere = client.readQuery({ query: HistoryDocument, variables }) !== null
        if (wasThere && toFault(error).code === 'NOT_FOUND') leaveDeleted(client.cache, conversationId)
        else setFailure({ conversationId, error })
      },
    )
  }, [client, conversationId, feed])

  const loadEarlier = useCallback(async () => {
    if (conversationId === null) return
    setLoadingEarlier(true)
    try {
      const variables = { conversationId, last: pageSize, before: startCursor }
      await client.query({ query: HistoryDocument, variables, fetchPolicy: 'network-only' })
    } catch {
      // The connection label tells; the button is still there.
    } finally {
      setLoadingEarlier(false)
    }
  }, [client, conversationId, startCursor])

  // What is said elsewhere comes by the viewer's events, to what was loaded once.
  useEffect(() => {
    load()
    return feed.onMissed(load)
  }, [feed, load])
  useEffect(() => (failure ? reachability.onRestored(load) : undefined), [failure, load, reachability])

  const failed = failure !== null && failure.conversationId === conversationId && !data
  return {
    messages,
    loading: !data && !failed && conversationId !== null,
    fault: failed ? toFault(failure.error) : null,
    retry: load,
    hasEarlier: hasPreviousPage && startCursor !== null,
    loadingEarlier,
    loadEarlier,
  }
}
