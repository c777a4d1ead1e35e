import { renderToStaticMarkup } from 'react-dom/server'
import { MantineProvider } from '@mantine/core'
import { describe, expect, it } from 'vitest'
import { MarkdownPiece } from './markdown-piece.tsx'

const render = (text: string): string =>
  renderToStaticMarkup(
    <MantineProvider withCssVariables={false} withGlobalClasses={false}>
      <MarkdownPiece text={text} />
    </MantineProvider>,
  )

describe('MarkdownPiece', () => {
  it('shows HTML as text and renders none of it', () => {
    const html = render('<script>alert(1)</script>\n\nA <b onclick="x()">word</b> <img src=x onerror=alert(1)>')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(html).toContain('&lt;b onclick=')
    expect(html).not.toMatch(/<(script|b|img)\b/)
  })

  it('offers pictures as links and loads none', () => {
    const html = render('![A chart](https://example.com/chart.png) ![](https://example.com/b.png)')
    expect(html).not.toContain('<img')
    expect(html).toMatch(/<a href="https:\/\/example.com\/chart.png"[^>]*>A chart<\/a>/)
    expect(html).toContain('>Picture</a>')
  })

  it('opens links in a new tab that knows nothing of this one', () => {
    expect(render('[docs](https://example.com)')).toContain(
      '<a href="https://example.com" target="_blank" rel="noopener noreferrer nofollow">docs</a>',
    )
  })

  it('keeps the words of a link that leads anywhere but to the web or to mail', () => {
    for (const target of ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd']) {
      const html = render(`[words](${target})`)
      expect(html).toContain('words')
      expect(html).not.toContain('<a ')
    }
    expect(render('[mail](mailto:a@example.com)')).toContain('href="mailto:a@example.com"')
  })

  it('names the language of code and keeps the code as it is', () => {
    const html = render('```ts\nconst a = "<b>"\n```')
    expect(html).toContain('ts code')
    expect(html).toContain('const a = &quot;&lt;b&gt;&quot;')
    expect(html).toContain('Copy code')
  })

  it('renders tables and task lists', () => {
    const html = render('| a | b |\n| - | - |\n| 1 | 2 |\n\n- [x] done')
    expect(html).toContain('<table>')
    expect(html).toMatch(/<input[^>]*type="checkbox"[^>]*checked/)
  })
})
