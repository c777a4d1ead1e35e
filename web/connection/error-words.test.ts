import { readFileSync } from 'node:fs'
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../generated/graphql.ts'
import { errorWords } from './error-words.ts'
import { toFault } from './fault.ts'

const schema = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8')
const errorCodes = (/^enum ErrorCode \{([^}]*)\}/m.exec(schema)?.[1] ?? '')
  .replaceAll(/"""[^]*?"""/g, '')
  .match(/\b[A-Z_]+\b/g) as ErrorCode[]

const refusal = (extensions: Record<string, unknown>, message = 'No.') =>
  new CombinedGraphQLErrors({ errors: [{ message, extensions }] })

describe('errorWords', () => {
  it('has its own words for every code that the server can send', () => {
    const titles = errorCodes.map((code) => errorWords({ code, message: '' }).title)
    expect(errorCodes).toContain('PROVIDER_TIMEOUT')
    expect(new Set(titles).size).toBe(errorCodes.length)
    expect(titles.every((title) => title.length > 0)).toBe(true)
  })

  it('tells a reply that is still being written from a key that was used', () => {
    const [passing, final] = [1_000, undefined].map((retryAfterMs) =>
      errorWords({ code: 'CONFLICT', message: '', ...(retryAfterMs !== undefined && { retryAfterMs }) }),
    )
    expect(passing?.title).toBe('A reply is still being written here')
    expect(final?.title).toBe('This was already sent with other words')
  })

  it('names the wait when the server gives one', () => {
    expect(errorWords({ code: 'RATE_LIMITED', message: '', retryAfterMs: 12_300 }).advice).toBe(
      'Try again in 13 seconds.',
    )
    expect(errorWords({ code: 'OVERLOADED', message: '', retryAfterMs: 180_000 }).advice).toBe(
      'Try again in 3 minutes.',
    )
    expect(errorWords({ code: 'QUOTA_EXCEEDED', message: '', retryAfterMs: 8 * 3_600_000 }).advice).toBe(
      'Try again in 8 hours.',
    )
  })

  it('keeps the sentence of a refused input, which says what to change', () => {
    expect(errorWords({ code: 'BAD_USER_INPUT', message: 'The text is blank.' }).title).toBe('The text is blank.')
  })

  it('falls back to general words for a code of a newer server', () => {
    const fault = toFault(refusal({ code: 'FROM_THE_FUTURE' }))
    expect(errorWords(fault).title).toBe(errorWords({ code: 'INTERNAL', message: '' }).title)
  })
})

describe('toFault', () => {
  it('reads code, retryable and wait from extensions', () => {
    const fault = toFault(refusal({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 500 }, 'Slow down.'))
    expect(fault).toEqual({ code: 'RATE_LIMITED', message: 'Slow down.', retryable: true, retryAfterMs: 500 })
  })

  it('takes what never reached the server for a network fault, worth a retry', () => {
    expect(toFault(new TypeError('Failed to fetch'))).toMatchObject({ code: 'NETWORK', retryable: true })
  })

  it('reads the errors inside a refused HTTP request, and takes a gateway page for a network fault', () => {
    const refused = (statusCode: number, bodyText: string) =>
      new ServerError('refused', { response: new Response(null, { status: statusCode }), bodyText })
    const body = JSON.stringify({ errors: [{ message: 'Too long.', extensions: { code: 'REQUEST_TOO_LARGE' } }] })
    expect(toFault(refused(413, body)).code).toBe('REQUEST_TOO_LARGE')
    expect(toFault(refused(502, '<html>Bad gateway</html>')).code).toBe('NETWORK')
    expect(toFault(refused(401, '')).code).toBe('UNAUTHENTICATED')
  })
})
