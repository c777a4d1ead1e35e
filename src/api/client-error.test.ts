import { GraphQLError } from 'graphql'
import { describe, expect, it } from 'vitest'
import { ChatError } from '../errors.ts'
import { toClientError } from './client-error.ts'

function setUp() {
  const logged: object[] = []
  const ignore = () => undefined
  const logger = { debug: ignore, info: ignore, warn: ignore, error: (facts: object) => logged.push(facts) }
  const translate = (error: unknown) =>
    error instanceof Error && error.message === 'away'
      ? new ChatError('OVERLOADED', 'later', { retryAfterMs: 5 })
      : undefined
  return { logged, tell: toClientError({ logger, translate }) }
}

describe('what a client is told of an error', () => {
  it('is our own code and words, through any number of wrappings', () => {
    const { tell, logged } = setUp()
    const inner = new ChatError('CONFLICT', 'no', { retryable: true })
    const error = new GraphQLError('x', {
      originalError: new GraphQLError('y', { originalError: inner }),
      path: ['sendMessage'],
    })
    expect(tell(error, 'r1')).toEqual({
      message: 'no',
      path: ['sendMessage'],
      extensions: { code: 'CONFLICT', category: 'REQUEST', retryable: true, requestId: 'r1' },
    })
    expect(logged).toEqual([])
  })

  it('is nothing of a bug, which is logged whole', () => {
    const { tell, logged } = setUp()
    const bug = new Error('relation "secret" does not exist')
    const told = tell(new GraphQLError(bug.message, { originalError: bug }), 'r2')
    expect(JSON.stringify(told)).not.toContain('secret')
    expect(told.extensions).toMatchObject({ code: 'INTERNAL', requestId: 'r2' })
    expect(logged).toEqual([{ err: bug, requestId: 'r2' }])
  })

  it('is typed where the database is away', () => {
    const { tell, logged } = setUp()
    expect(tell(new Error('away'), 'r3').extensions).toMatchObject({
      code: 'OVERLOADED',
      retryAfterMs: 5,
      category: 'LIMIT',
    })
    expect(logged).toEqual([])
  })

  it("is BAD_USER_INPUT for graphql's own refusals", () => {
    expect(setUp().tell(new GraphQLError('Syntax Error: Unexpected <EOF>.'), 'r4').extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      retryable: false,
    })
  })
})
