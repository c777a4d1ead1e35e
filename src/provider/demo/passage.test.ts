import { describe, expect, it } from 'vitest'
import { splitPassages } from './passage.ts'

const lines = (...all: string[]): string => all.join('\n')

describe('splitPassages', () => {
  it('makes a passage of each section that has text, under the title of its page', () => {
    const page = lines('# Page', '', 'Intro.', '', '## Empty', '', '## Full ##', '', 'One.', 'Still one.', '', 'Two.')
    expect(splitPassages('docs/page.md', page)).toEqual([
      { file: 'docs/page.md', title: 'Page', heading: 'Page', blocks: ['Intro.'] },
      { file: 'docs/page.md', title: 'Page', heading: 'Full', blocks: ['One.\nStill one.', 'Two.'] },
    ])
  })

  it('keeps fenced code whole, with its blank lines and what looks like a heading', () => {
    const code = lines('```sh', '# a comment', '', 'echo', '```')
    const [passage] = splitPassages('a.md', lines('# A', 'Before', code, 'After'))
    expect(passage?.blocks).toEqual(['Before', code, 'After'])
  })

  it('lets a longer fence hold a shorter one', () => {
    const code = lines('````md', '```', 'x', '```', '````')
    expect(splitPassages('a.md', lines('# A', code))[0]?.blocks).toEqual([code])
  })

  it('leaves out a fence that is never closed', () => {
    expect(splitPassages('a.md', lines('# A', 'Text.', '', '```', 'x'))[0]?.blocks).toEqual(['Text.'])
  })

  it('leaves out pictures and HTML, and keeps only the text of relative links', () => {
    const page = lines(
      '# A',
      '<p align="center">x</p>',
      '',
      '![shot](docs/shot.png)',
      '',
      '[![badge](b.svg)](https://ci.example)',
      '',
      'See [models](docs/models.md) and [the site](https://example.com).',
    )
    expect(splitPassages('README.md', page)[0]?.blocks).toEqual(['See models and [the site](https://example.com).'])
  })

  it('finds nothing in an empty page or in one without a heading', () => {
    expect(splitPassages('a.md', '')).toEqual([])
    expect(splitPassages('a.md', 'Text.')).toEqual([])
  })

  it('reads pages with CRLF', () => {
    expect(splitPassages('a.md', '# A\r\n\r\nText.\r\n')[0]).toMatchObject({ heading: 'A', blocks: ['Text.'] })
  })
})
