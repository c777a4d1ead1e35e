import { describe, expect, it } from 'vitest'
import { endsInsideFence, markdownBlocks } from './markdown-blocks.ts'

describe('markdownBlocks', () => {
  it('cuts at blank lines', () => {
    expect(markdownBlocks('# Title\n\nOne\nstill one\n\n\nTwo\n')).toEqual(['# Title', 'One\nstill one', 'Two'])
  })

  it('never cuts inside a code fence, open or closed', () => {
    const code = '```ts\nconst a = 1\n\n\nconst b = 2\n```'
    expect(markdownBlocks(`Before\n\n${code}\n\nAfter`)).toEqual(['Before', code, 'After'])
    expect(markdownBlocks('~~~\na\n\n```\n\nb')).toEqual(['~~~\na\n\n```\n\nb'])
  })

  it('keeps a list with blank lines between its items, and what is indented below them, together', () => {
    const list = '1. one\n\n   more of one\n\n2. two\n\n3. three'
    expect(markdownBlocks(`${list}\n\nAfter`)).toEqual([list, 'After'])
  })

  it('starts a list after a paragraph as its own piece', () => {
    expect(markdownBlocks('Intro\n\n- a\n- b')).toEqual(['Intro', '- a\n- b'])
  })

  it('gives every piece with a reference the definitions from elsewhere', () => {
    const [intro, plain] = markdownBlocks('See [docs][1].\n\nPlain.\n\n[1]: https://example.com')
    expect(intro).toContain('[1]: https://example.com')
    expect(plain).toBe('Plain.')
  })

  it('leaves a text with footnotes whole', () => {
    const text = 'One[^1].\n\nTwo.\n\n[^1]: Note.'
    expect(markdownBlocks(text)).toEqual([text])
  })

  it('keeps every finished piece the same while the text grows', () => {
    const text = '# A\n\nSome words.\n\n```js\nx\n\ny\n```\n\n- a\n\n- b\n\nThe end.'
    for (let length = 1; length < text.length; length += 1) {
      const now = markdownBlocks(text.slice(0, length))
      const later = markdownBlocks(text.slice(0, length + 1))
      expect(later.slice(0, now.length - 1)).toEqual(now.slice(0, -1))
    }
  })

  it('answers nothing for nothing', () => {
    expect(markdownBlocks('')).toEqual([])
    expect(markdownBlocks('\n \n')).toEqual([])
  })
})

describe('endsInsideFence', () => {
  it('tells code that is still being written from code that is done', () => {
    expect(endsInsideFence('```js\nlet a')).toBe(true)
    expect(endsInsideFence('```js\nlet a\n```')).toBe(false)
    expect(endsInsideFence('a ``` b')).toBe(false)
  })
})
