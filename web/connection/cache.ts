import { InMemoryCache } from '@apollo/client/cache'
import type { FieldFunctionOptions, Reference } from '@apollo/client/cache'

interface StoredConnection {
  edges: { cursor: string; node: Reference }[]
  pageInfo: Record<string, unknown>
}
type Options = Pick<FieldFunctionOptions, 'args' | 'readField'>

const nodeId = (edge: { node: Reference }, { readField }: Options): string | undefined =>
  readField<string>('id', edge.node)

/** Pages of history are put in front; a newest page read again keeps the earlier ones that join it without a gap. */
export function mergeHistory(existing: StoredConnection | undefined, incoming: StoredConnection, options: Options) {
  if (!existing) return incoming
  const known = new Set(incoming.edges.map((edge) => nodeId(edge, options)))
  if (options.args?.before) {
    const rest = existing.edges.filter((edge) => !known.has(nodeId(edge, options)))
    return { ...incoming, edges: [...incoming.edges, ...rest] }
  }
  const edges = [...incoming.edges, ...behind(existing, incoming, options)]
  const joint = placeOf(existing, incoming.edges[0], options)
  if (joint <= 0) return { ...incoming, edges }
  const { startCursor, hasPreviousPage } = existing.pageInfo
  return {
    ...incoming,
    edges: [...existing.edges.slice(0, joint), ...edges],
    pageInfo: { ...incoming.pageInfo, startCursor, hasPreviousPage },
  }
}

/**
 * What is known behind the newest page that came: a page may have been read before a message was stored, and arrive
 * after its acknowledgement. No message ever leaves a conversation alone, so what was there still is.
 */
function behind(existing: StoredConnection, incoming: StoredConnection, options: Options) {
  const last = placeOf(existing, incoming.edges.at(-1), options)
  return last < 0 && incoming.edges.length > 0 ? [] : existing.edges.slice(last + 1)
}

const placeOf = ({ edges }: StoredConnection, edge: StoredConnection['edges'][number] | undefined, options: Options) =>
  edge ? edges.findIndex((known) => nodeId(known, options) === nodeId(edge, options)) : -1

/** Pages of conversations are put behind; one that became active meanwhile is shown once. */
export function mergeConversations(
  existing: StoredConnection | undefined,
  incoming: StoredConnection,
  options: Options,
) {
  if (!existing || !options.args?.after) return incoming
  const known = new Set(existing.edges.map((edge) => nodeId(edge, options)))
  return {
    ...incoming,
    edges: [...existing.edges, ...incoming.edges.filter((edge) => !known.has(nodeId(edge, options)))],
  }
}

/** The normalised cache with its connections; the text of a reply in flight never goes through it. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    typePolicies: {
      Query: {
        fields: {
          history: { keyArgs: ['conversationId'], merge: mergeHistory },
          conversations: { keyArgs: false, merge: mergeConversations },
        },
      },
      Message: { fields: { replies: { merge: false } } },
      Reply: { fields: { usage: { merge: false }, error: { merge: false } } },
    },
  })
}
