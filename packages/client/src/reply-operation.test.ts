import { gql } from '@urql/core'
import { parse, print } from 'graphql'
import type { DocumentNode } from 'graphql'
import { describe, expect, it } from 'vitest'
import { replyDocument } from './reply-document.ts'
import { readOperation } from './reply-operation.ts'
import { replyQuery } from './reply-query.ts'

it('takes its own query for the same, written as text or as a tree', () => {
  expect(replyDocument).toEqual(parse(replyQuery, { noLocation: true }))
})

for (const [parser, parseBy] of Object.entries({
  graphql: parse,
  urql: (source: string) => gql(source) as DocumentNode,
})) {
  describe(`a document read by ${parser}`, () => {
    const read = readOperation
    const asked = (source: string) => read(parseBy(source))!
    const line = (document: DocumentNode) => print(document).replace(/\s+/g, ' ')

    it('is left alone where it subscribes to something else, or asks and changes', () => {
      expect(read(parseBy('subscription { viewerEvents { cursor } }'))).toBeNull()
      expect(read(parseBy('query { replyStream { cursor } }'))).toBeNull()
      expect(read(parseBy('fragment Piece on ReplyDelta { text }'))).toBeNull()
    })

    it('asks for all that a follower needs, and still for what it asked for', () => {
      const { document } = asked(
        'subscription ($replyId: ID!) { replyStream(replyId: $replyId) { ...Piece } } fragment Piece on ReplyEnd { reply { usage { inputTokens } } }',
      )
      expect(line(document)).toContain('$replyId: ID!, $after: ReplyCursor')
      expect(line(document)).toContain('replyStream(replyId: $replyId, after: $after)')
      expect(line(document)).toContain('...Piece __typename ... on ReplyDelta { cursor text }')
      expect(line(document)).toContain('fragment Piece')
    })

    it('uses the variable that it has for the cursor', () => {
      const one = asked(
        'subscription ($id: ID!, $from: ReplyCursor) { replyStream(after: $from, replyId: $id) { __typename } }',
      )
      expect(line(one.document)).toContain('replyStream(after: $from, replyId: $id)')
      expect(one.read({ id: 'r1', from: '0:7' })).toEqual({ replyId: 'r1', after: '0:7' })
      expect(one.read({ id: 'r1' })).toEqual({ replyId: 'r1', after: null })
      expect(one.from('0:9', { id: 'r1', from: '0:7' })).toEqual({ id: 'r1', from: '0:9' })
    })

    it('replaces a cursor that is written in it', () => {
      const one = asked('subscription { mine: replyStream(replyId: "r1", after: "0:7") { __typename } }')
      expect(one.field).toBe('mine')
      expect(one.read({})).toEqual({ replyId: 'r1', after: '0:7' })
      expect(line(one.document)).toContain('mine: replyStream(replyId: "r1", after: $after)')
      expect(one.from('0:9', {})).toEqual({ after: '0:9' })
      expect(asked('subscription { replyStream(replyId: "r1", after: null) { __typename } }').read({}).after).toBeNull()
    })

    it('takes an empty cursor for the beginning', () => {
      const one = asked(
        'subscription ($replyId: ID!, $after: ReplyCursor) { replyStream(replyId: $replyId, after: $after) { __typename } }',
      )
      expect(one.read({ replyId: 'r1', after: '' })).toEqual({ replyId: 'r1', after: null })
      expect(one.from('', {})).toEqual({ after: null })
    })
  })
}
