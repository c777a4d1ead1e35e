/**
 * Cuts Markdown into pieces that can be rendered each on its own, so that while a reply grows only its last piece is
 * parsed again. A cut is made at a blank line outside of code fences, unless what follows belongs to the list, quote or
 * footnote before it.
 */
export function markdownBlocks(text: string): string[] {
  // Footnotes are numbered and collected over the whole text: no piece knows them alone.
  if (text.includes('[^')) return [text]
  const blocks: string[] = []
  let lines: string[] = []
  let fence: string | null = null
  let blank = false
  for (const line of text.split('\n')) {
    if (fence === null && blank && lines.length > 0 && startsBlock(line, lines)) {
      blocks.push(lines.join('\n').trimEnd())
      lines = []
    }
    fence = fenceAfter(line, fence)
    blank = line.trim() === ''
    if (!blank || lines.length > 0) lines.push(line)
  }
  const rest = lines.join('\n').trimEnd()
  if (rest) blocks.push(rest)
  return withDefinitions(blocks)
}

// A marker or a number alone at the end may still become an item while the text grows.
const listItem = /^(?:[-*+](?:\s|$)|\d{1,9}(?:[.)](?:\s|$)|$))/

function startsBlock(line: string, before: readonly string[]): boolean {
  if (line.trim() === '' || /^\s/.test(line)) return false
  // Items with blank lines between them are one loose list, with one numbering.
  return !(listItem.test(line) && listItem.test(before[0] ?? ''))
}

function fenceAfter(line: string, open: string | null): string | null {
  const marker = /^\s*(`{3,}|~{3,})(.*)$/.exec(line)
  if (!marker) return open
  const [, ticks = '', info = ''] = marker
  if (open === null) return ticks.startsWith('`') && info.includes('`') ? null : ticks
  return ticks[0] === open[0] && ticks.length >= open.length && info.trim() === '' ? null : open
}

// A link may be defined anywhere in a text, mostly at its end: each piece gets the definitions that it may refer to.
function withDefinitions(blocks: string[]): string[] {
  const definitions = blocks.flatMap((block) => block.match(/^ {0,3}\[[^\]\n]+\]:\s*\S+.*$/gm) ?? [])
  if (definitions.length === 0) return blocks
  const appendix = `\n\n${definitions.join('\n')}`
  return blocks.map((block) => (/\[[^\]\n]+\]/.test(block) ? block + appendix : block))
}

/** Whether a piece ends inside a code fence that is still being written. */
export function endsInsideFence(block: string): boolean {
  return block.split('\n').reduce<string | null>((open, line) => fenceAfter(line, open), null) !== null
}
