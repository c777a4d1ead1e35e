import { describe, expect, it } from 'vitest'
import { pageOf, toPage } from './page.ts'

const rules = { place: Number, fromStart: false }

describe('a page request', () => {
  it('without arguments is the newest page where the list says so', () => {
    expect(toPage({}, rules)).toEqual({ limit: 21, forward: false, from: undefined })
    expect(toPage({}, { ...rules, fromStart: true })).toMatchObject({ forward: true })
  })

  it.each([
    { first: 1, last: 1 },
    { first: 0 },
    { first: -1 },
    { last: 1_000_000_000 },
    { first: 101 },
    { first: 1, before: '1' },
    { last: 1, after: '1' },
    { after: '1', before: '2' },
  ])('is refused: %j', (request) => {
    expect(() => toPage(request, rules)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
  })

  it('knows from one row too many whether there is more', () => {
    const forward = toPage({ first: 2, after: '5' }, rules)
    expect(pageOf([6, 7, 8], forward)).toEqual({ rows: [6, 7], hasNextPage: true, hasPreviousPage: true })
    expect(pageOf([6], forward)).toEqual({ rows: [6], hasNextPage: false, hasPreviousPage: true })
    const backward = toPage({ last: 2 }, rules)
    expect(pageOf([1, 2, 3], backward)).toEqual({ rows: [2, 3], hasNextPage: false, hasPreviousPage: true })
  })
})
