import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Writes a generated file; where the script was started with `--check`, fails instead if the file says something else. */
export function writeOrCheck(path: string, content: string): void {
  const file = new URL(`../../${path}`, import.meta.url)
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return
  if (process.argv.includes('--check')) {
    console.error(`${path} is stale: run the script without --check, and commit what it writes.`)
    process.exitCode = 1
  } else {
    writeFileSync(file, content)
    console.log(`wrote ${path}`)
  }
}
