import { ApolloClient, ApolloLink, InMemoryCache } from '@apollo/client'
import { CombinedGraphQLErrors } from '@apollo/client/errors'
import { ResumedStream } from '@parley/client'
import { OperationTypeNode } from 'graphql'
import { NEVER, of, throwError } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { ViewerEvent } from './viewer-feed.ts'
import { viewerSource } from './viewer-source.ts'

const unknownCursor = new CombinedGraphQLErrors({
  errors: [{ message: 'No.', extensions: { code: 'BAD_USER_INPUT', retryable: false } }],
})

describe('viewerSource', () => {
  it('does not ask for cursor after cursor where those that it is given are all refused', async () => {
    let asked = 0
    let onLost = (): void => {}
    const lost = new Promise<void>((resolve) => (onLost = resolve))
    const link = new ApolloLink(({ operationType }) => {
      if (operationType === OperationTypeNode.SUBSCRIPTION) return throwError(() => unknownCursor)
      asked += 1
      // Enough to see that it would go on for ever.
      if (asked === 5) onLost()
      if (asked >= 5) return NEVER
      return of({ data: { viewer: { __typename: 'Viewer', id: 'v', eventCursor: `cursor-${asked}` } } })
    })
    const client = new ApolloClient({ link, cache: new InMemoryCache() })
    const stream = new ResumedStream<ViewerEvent>({
      source: viewerSource(client),
      after: 'of another viewer',
      onEvent: () => false,
      onLost,
      onCursorRefused: () => {},
      onRefused: () => {},
      random: () => 1,
    })
    await lost
    stream.leave()
    expect(asked).toBe(1)
  })
})
