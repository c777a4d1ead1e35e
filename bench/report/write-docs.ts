import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const page = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url))
const heading = '## Figures'

/** Puts a report in place of the last one: all that stands below the page's last heading. */
export async function writeDocs(report: string): Promise<void> {
  const text = await readFile(page, 'utf8')
  const end = text.indexOf(`${heading}\n`)
  if (end < 0) throw new Error(`docs/benchmarks.md has no heading "${heading}"`)
  await writeFile(page, `${text.slice(0, end)}${heading}\n\n${report}\n`)
}
