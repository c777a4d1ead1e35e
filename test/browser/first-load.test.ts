import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const folder = join(import.meta.dirname, '../../dist/web')

it('the web client begins with less than 230 kB of script', () => {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const scripts = [...page.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, file]) => file as string)
  const bytes = scripts.map((file) => gzipSync(readFileSync(join(folder, file))).length).reduce((a, b) => a + b, 0)
  process.stdout.write(`first script of the web client: ${bytes} bytes gzipped in ${scripts.length} files\n`)
  expect(scripts.length).toBeGreaterThan(0)
  expect(bytes).toBeLessThan(230_000)
})
