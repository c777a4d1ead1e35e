import type { ApolloClient } from '@apollo/client'
import { ConversationsDocument } from '../generated/graphql.ts'
import { conversationsKey } from '../viewer-events/viewer-feed.ts'
import type { ViewerFeed } from '../viewer-events/viewer-feed.ts'
import { pageSize } from './conversations-cache.ts'

interface Reading {
  client: ApolloClient
  feed: Pick<ViewerFeed, 'read'>
}

/** Reads the first page of the list, which takes the place of what is known of it. */
export const readConversations = ({ client, feed }: Reading): Promise<unknown> =>
  feed.read(conversationsKey, () =>
    client.query({ query: ConversationsDocument, variables: { first: pageSize }, fetchPolicy: 'network-only' }),
  )

/** Reads the page behind a cursor and puts it behind what is known. */
export async function readMoreConversations({ client, feed }: Reading, after: string | null): Promise<void> {
  const query = { query: ConversationsDocument, variables: { first: pageSize, after } }
  // Not into the cache at once: a page is only ever added there, and what was deleted on the way would stay for good.
  const { data } = await feed.read(conversationsKey, () => client.query({ ...query, fetchPolicy: 'no-cache' }))
  if (data) client.writeQuery({ ...query, data })
}
