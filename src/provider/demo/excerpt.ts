import type { FoundPassage } from './docs-search.ts'

export interface Excerpt {
  /** Well-formed Markdown: whole blocks, or a list or table with some of its rows. */
  markdown: string
  words: number
  shortened: boolean
}

/** Takes from a passage what fits into a number of words; from a table or list too long for that, the rows that were asked for. */
export function excerptOf({ passage, wanted }: FoundPassage, maxWords: number): Excerpt {
  const taken: string[] = []
  let words = 0
  let shortened = false
  for (const block of passage.blocks) {
    const fitting = fit(block, { wanted, maxWords: maxWords - words })
    if (fitting !== block) shortened = true
    // Nothing after a gap: text that refers to what was left out would mislead.
    if (fitting === undefined) break
    taken.push(fitting)
    words += countWords(fitting)
  }
  return { markdown: taken.join('\n\n'), words, shortened }
}

/** Counts what a reader would call words; the bars of a table are none. */
export const countWords = (text: string): number =>
  text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length

interface FitOptions {
  wanted: string[]
  maxWords: number
}

function fit(block: string, options: FitOptions): string | undefined {
  if (countWords(block) <= options.maxWords) return block
  const { head, rows } = rowsOf(block)
  const chosen = chooseRows(rows, { ...options, maxWords: options.maxWords - countWords(head) })
  return chosen.length === 0 ? undefined : [head, ...chosen].filter((part) => part !== '').join('\n')
}

/** The rows that speak most of what was asked for, in the order of the page, as many as fit. */
function chooseRows(rows: string[], { wanted, maxWords }: FitOptions): string[] {
  const scores = rows.map((row) => {
    const lower = row.toLowerCase()
    return wanted.filter((term) => lower.includes(term)).length
  })
  const best = Math.max(0, ...scores)
  const chosen: string[] = []
  let words = 0
  for (const [index, row] of rows.entries()) {
    words += scores[index] === best ? countWords(row) : 0
    if (words > maxWords) break
    if (scores[index] === best) chosen.push(row)
  }
  return chosen
}

function rowsOf(block: string): { head: string; rows: string[] } {
  const lines = block.split('\n')
  if (/^\s*\|?[\s:|-]*---/.test(lines[1] ?? '')) return { head: lines.slice(0, 2).join('\n'), rows: lines.slice(2) }
  if (!/^([-*+]|\d+[.)])\s/.test(lines[0] ?? '')) return { head: '', rows: [] }
  const rows: string[] = []
  for (const line of lines) {
    // A line that is indented goes on with the item above it.
    if (/^\s/.test(line) && rows.length > 0) rows[rows.length - 1] += `\n${line}`
    else rows.push(line)
  }
  return { head: '', rows }
}
