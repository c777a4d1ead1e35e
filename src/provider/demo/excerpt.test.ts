import { describe, expect, it } from 'vitest'
import { countWords, excerptOf } from './excerpt.ts'

const found = (blocks: string[], wanted: string[] = []) => ({
  passage: { file: 'a.md', title: 'A', heading: 'A', blocks },
  wanted,
})

const table = '| Code | Means |\n|---|---|\n| ONE | first thing |\n| TWO | second thing |\n| THREE | third thing |'

describe('excerptOf', () => {
  it('gives a passage that fits as it is', () => {
    expect(excerptOf(found(['One two.', table]), 100)).toEqual({
      markdown: `One two.\n\n${table}`,
      words: 13,
      shortened: false,
    })
  })

  it('ends before the first block that does not fit', () => {
    expect(excerptOf(found(['One two.', 'three four five six', 'seven']), 4)).toEqual({
      markdown: 'One two.',
      words: 2,
      shortened: true,
    })
  })

  it('takes from a long table the rows that were asked for, below its head', () => {
    const { markdown, shortened } = excerptOf(found([table], ['two']), 6)
    expect(markdown).toBe('| Code | Means |\n|---|---|\n| TWO | second thing |')
    expect(shortened).toBe(true)
  })

  it('takes from a long list as many items as fit, each with its further lines', () => {
    const list = '- one\n  and more\n- two\n- three'
    expect(excerptOf(found([list]), 4).markdown).toBe('- one\n  and more\n- two')
  })

  it('is empty where not even one row fits', () => {
    expect(excerptOf(found([table]), 3)).toEqual({ markdown: '', words: 0, shortened: true })
  })

  it('never cuts fenced code', () => {
    expect(excerptOf(found(['```sh\n- a\n- b\n```']), 2).markdown).toBe('')
  })
})

describe('countWords', () => {
  it('counts no bars and dashes', () => {
    expect(countWords('| a | b-c |\n|---|---|\n')).toBe(2)
  })
})
