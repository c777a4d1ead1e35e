import { describe, expect, it } from 'vitest'
import { DocsSearch, wordsAskedFor } from './docs-search.ts'

const passage = (heading: string, ...blocks: string[]) => ({ file: 'docs/a.md', title: 'Guide', heading, blocks })

const docs = new DocsSearch([
  passage('Stream a reply', 'The subscription replyStream brings the reply, each reply with every reply delta.'),
  passage('Reply', 'A model answers a message.'),
  passage('Provider errors', 'PROVIDER_TIMEOUT: the vendor was slow.'),
  passage('Local servers', 'To chat with Ollama, start it first.'),
])

const headings = (question: string): string[] => docs.search(question, 3).map(({ passage: { heading } }) => heading)

describe('DocsSearch', () => {
  it('puts the section that is named like the question first', () => {
    expect(headings('What is a reply?')[0]).toBe('Reply')
  })

  it.each([
    ['an identifier', 'PROVIDER_TIMEOUT', 'Provider errors'],
    ['a part of one', 'timeout', 'Provider errors'],
    ['a word of a name in camel case', 'streams', 'Stream a reply'],
    ['another form of a word', 'streaming', 'Stream a reply'],
    ['a slip of the pen', 'olama', 'Local servers'],
  ])('finds %s', (_, question, heading) => {
    expect(headings(question)[0]).toBe(heading)
  })

  it.each(['What is the capital of France?', 'ollama quantum chromodynamics', '', '???', 'what is the'])(
    'finds nothing for "%s"',
    (question) => {
      expect(headings(question)).toEqual([])
    },
  )

  it('reads only the beginning of a question without end', () => {
    expect(wordsAskedFor('x '.repeat(500) + 'ollama')).toEqual(['x'])
  })

  it('finds nothing where there are no docs', () => {
    expect(new DocsSearch([]).search('reply', 3)).toEqual([])
  })
})
