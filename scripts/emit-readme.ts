// Writes the table of configuration keys into README.md; with `--check`, only tells whether it is there already.
import { readFileSync } from 'node:fs'
import { describeConfig } from '../src/config.ts'
import { writeOrCheck } from './check/write-or-check.ts'

const begin = '<!-- configuration:begin -->'
const end = '<!-- configuration:end -->'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const [before, , after] = splitAtMarks(readme)
writeOrCheck('README.md', `${before}${begin}\n${table()}\n${end}${after}`)

function splitAtMarks(text: string): [before: string, between: string, after: string] {
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from === -1 || to < from) throw new Error(`README.md has no ${begin} … ${end}`)
  return [text.slice(0, from), text.slice(from + begin.length, to), text.slice(to + end.length)]
}

function table(): string {
  const rows = describeConfig().map(({ name, default: fallback, meaning }) => row(`\`${name}\``, fallback, meaning))
  return [row('key', 'default', 'meaning'), row('---', '---', '---'), ...rows].join('\n')
}

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
