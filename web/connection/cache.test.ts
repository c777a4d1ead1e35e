import { describe, expect, it } from 'vitest'
import { mergeConversations, mergeHistory } from './cache.ts'

const page = (ids: string[], hasPreviousPage = false) => ({
  edges: ids.map((id) => ({ cursor: `c${id}`, node: { __ref: id } })),
  pageInfo: { hasPreviousPage, startCursor: `c${ids[0]}` },
})
type Options = Parameters<typeof mergeHistory>[2]
const options = (args: Record<string, unknown> = {}) =>
  ({ args, readField: (_name: string, node: { __ref: string }) => node.__ref }) as unknown as Options
const ids = (merged: { edges: { node: { __ref: string } }[] }) => merged.edges.map((edge) => edge.node.__ref).join('')

describe('mergeHistory', () => {
  it('puts an earlier page in front', () => {
    const merged = mergeHistory(page(['c', 'd']), page(['a', 'b'], true), options({ before: 'cc' }))
    expect(ids(merged)).toBe('abcd')
    expect(merged.pageInfo).toMatchObject({ hasPreviousPage: true, startCursor: 'ca' })
  })

  it('keeps the earlier pages when the newest one is read again', () => {
    const merged = mergeHistory(page(['a', 'b', 'c', 'd']), page(['c', 'd', 'e'], true), options())
    expect(ids(merged)).toBe('abcde')
    expect(merged.pageInfo).toMatchObject({ hasPreviousPage: false, startCursor: 'ca' })
  })

  it('drops them where messages between the pages may be missing', () => {
    expect(ids(mergeHistory(page(['a', 'b']), page(['x', 'y'], true), options()))).toBe('xy')
  })

  it('keeps what was acknowledged after the page was read', () => {
    expect(ids(mergeHistory(page(['a', 'b', 'c']), page(['a', 'b']), options()))).toBe('abc')
    expect(ids(mergeHistory(page(['a', 'b', 'c', 'd']), page(['b', 'c'], true), options()))).toBe('abcd')
    expect(ids(mergeHistory(page(['a']), page([]), options()))).toBe('a')
  })

  it('shows no message twice', () => {
    expect(ids(mergeHistory(page(['b', 'c']), page(['a', 'b']), options({ before: 'cb' })))).toBe('abc')
  })
})

describe('mergeConversations', () => {
  it('puts the next page behind, without what moved up meanwhile', () => {
    expect(ids(mergeConversations(page(['c', 'a']), page(['a', 'b']), options({ after: 'ca' })))).toBe('cab')
  })

  it('takes the first page as it is', () => {
    expect(ids(mergeConversations(page(['a', 'b']), page(['b', 'a']), options()))).toBe('ba')
  })
})
