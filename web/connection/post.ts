import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { print } from 'graphql'
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors'

const deadlineMs = 30_000

/** fetch that does not wait for ever: a request that hangs fails as one that was lost. */
export const fetchWithDeadline: typeof fetch = (input, init = {}) => {
  const deadline = AbortSignal.timeout(deadlineMs)
  return fetch(input, { ...init, signal: init.signal ? AbortSignal.any([init.signal, deadline]) : deadline })
}

/** Asks one thing without a token and without the cache: for signing in and for probing, before there is a client. */
export async function post<Data>(document: TypedDocumentNode<Data, Record<string, never>>): Promise<Data> {
  const response = await fetchWithDeadline('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify({ query: print(document) }),
  })
  const bodyText = await response.text()
  const body = parse<Data>(bodyText)
  if (body?.errors?.length) throw new CombinedGraphQLErrors({ errors: body.errors })
  if (!response.ok || !body?.data) throw new ServerError('The server refused the request.', { response, bodyText })
  return body.data
}

function parse<Data>(text: string): { data?: Data; errors?: { message: string }[] } | null {
  try {
    return JSON.parse(text) as { data?: Data; errors?: { message: string }[] }
  } catch {
    return null
  }
}
