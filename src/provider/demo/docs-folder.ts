import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { splitPassages, type Passage } from './passage.ts'

/** Reads `README.md` and `docs/*.md` below a package's folder; what is missing there is left out. */
export async function readDocs(packageFolder: string): Promise<Passage[]> {
  const inDocs = await readdir(join(packageFolder, 'docs')).catch(() => [])
  const pages = inDocs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)
  const passages = await Promise.all(
    [...pages.sort(), 'README.md'].map(async (file) => {
      const markdown = await readFile(join(packageFolder, file), 'utf8').catch(() => '')
      return splitPassages(file, markdown)
    }),
  )
  return passages.flat()
}
