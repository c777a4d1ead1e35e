/** One section of a docs page: what stands between two headings. */
export interface Passage {
  /** Relative to the package's folder, such as `docs/models.md`. */
  file: string
  /** The page's own title, its first heading. */
  title: string
  heading: string
  /** Paragraphs, lists, tables and fenced code, each complete. */
  blocks: string[]
}

const headingLine = /^#{1,6}\s+(.+?)\s*#*$/
const fenceLine = /^\s*(`{3,}|~{3,})/

/** Splits a page at its headings; sections without text are left out. */
export function splitPassages(file: string, markdown: string): Passage[] {
  const passages: Passage[] = []
  let title = file
  let current: { heading: string; lines: string[] } | undefined
  let fence: string | undefined

  const close = (): void => {
    const blocks = current ? blocksOf(current.lines) : []
    if (current && blocks.length > 0) passages.push({ file, title, heading: current.heading, blocks })
  }

  for (const line of markdown.split(/\r?\n/)) {
    const heading = fence === undefined ? headingLine.exec(line)?.[1] : undefined
    fence = fenceAfter(line, fence)
    if (heading === undefined) {
      current?.lines.push(line)
      continue
    }
    close()
    if (title === file) title = heading
    current = { heading, lines: [] }
  }
  close()
  return passages
}

function blocksOf(lines: string[]): string[] {
  const blocks: string[] = []
  let block: string[] = []
  let fence: string | undefined

  const close = (): void => {
    const text = readable(block.join('\n'))
    if (text !== '') blocks.push(text)
    block = []
  }

  for (const line of lines) {
    const before = fence
    fence = fenceAfter(line, fence)
    const opens = before === undefined && fence !== undefined
    if (opens || (line.trim() === '' && before === undefined)) close()
    if (line.trim() !== '' || before !== undefined) block.push(line)
    if (before !== undefined && fence === undefined) close()
  }
  // A fence that is never closed would swallow whatever is written after it.
  if (fence === undefined) close()
  return blocks
}

function fenceAfter(line: string, open: string | undefined): string | undefined {
  const mark = fenceLine.exec(line)?.[1]
  if (mark === undefined) return open
  if (open === undefined) return mark
  return mark.startsWith(open) && line.trim() === mark ? undefined : open
}

// A chat shows neither the repository's pictures nor its HTML, and a relative link leads nowhere from there.
function readable(block: string): string {
  if (fenceLine.test(block)) return block
  if (/^\s*</.test(block)) return ''
  return block
    .replace(/\[?!\[[^\]]*\]\([^)]*\)(\]\([^)]*\))?/g, '')
    .replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1')
    .trim()
}
