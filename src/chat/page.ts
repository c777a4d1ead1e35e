import type { Page } from '../conversation/conversation-store.ts'
import { badInput } from '../errors.ts'

/** What a client asks of a connection. */
export interface PageRequest {
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}

/** A page of rows in the list's own order. */
export interface PageOf<Row> {
  rows: Row[]
  hasNextPage: boolean
  hasPreviousPage: boolean
}

/** Rows in one page at most, and where the client says nothing. */
export const longestPage = 100
const usualPage = 20

export interface PageRules<Place> {
  /** What a cursor says; BAD_USER_INPUT where it is none of ours. */
  place: (cursor: string) => Place
  /** Which end a page without arguments comes from. */
  fromStart: boolean
}

/** Which rows to fetch for a request: one more than asked, to know whether there are more. */
export function toPage<Place>(
  { first, after, last, before }: PageRequest,
  { place, fromStart }: PageRules<Place>,
): Page<Place> {
  if (first != null && last != null) throw badInput('Ask for first or last, not for both.')
  if (after != null && before != null) throw badInput('Ask for what stands after a cursor or before one, not for both.')
  if (first != null && before != null) throw badInput('first goes with after; to go backward, ask for last and before.')
  if (last != null && after != null) throw badInput('last goes with before; to go forward, ask for first and after.')
  const forward = first != null || after != null || (fromStart && last == null && before == null)
  const size = (forward ? first : last) ?? usualPage
  if (size < 1 || size > longestPage) {
    throw badInput(`${forward ? 'first' : 'last'} is ${size}; allowed is 1 to ${longestPage}.`)
  }
  const cursor = after ?? before
  return { limit: size + 1, forward, from: cursor == null ? undefined : place(cursor) }
}

/** The page without the row that was fetched beyond it. */
export function pageOf<Row, Place>(fetched: Row[], { limit, forward, from }: Page<Place>): PageOf<Row> {
  const more = fetched.length === limit
  const rows = more ? (forward ? fetched.slice(0, -1) : fetched.slice(1)) : fetched
  // The other side is where the cursor came from: the row that it names is there.
  const beyond = from !== undefined
  return { rows, hasNextPage: forward ? more : beyond, hasPreviousPage: forward ? beyond : more }
}
