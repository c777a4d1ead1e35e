import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { giveToOwnerOf } from './give-to-owner-of.ts'

interface LibraryLink {
  source: string
  target: string
}

/**
 * Sees to it that the server finds its libraries under their short names: npm packs no symlinks, and without install scripts
 * nobody has made them. Returns the folder in which to look besides, where the package itself cannot be written.
 */
export function ensureLibraryLinks(packageFolder: string, fallbackFolder: string): string | null {
  const missing = listedLinks(packageFolder).filter(({ target }) => !existsSync(join(packageFolder, target)))
  if (missing.length === 0) return null
  try {
    for (const { source, target } of missing) {
      const at = join(packageFolder, target)
      link(relative(dirname(at), join(packageFolder, source)), at)
    }
    return null
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
  mkdirSync(fallbackFolder, { recursive: true, mode: 0o755 })
  giveToOwnerOf(dirname(fallbackFolder), fallbackFolder)
  for (const { source, target } of missing) {
    const at = join(fallbackFolder, basename(target))
    // The package may have moved since these links were made.
    rmSync(at, { force: true })
    link(resolve(packageFolder, source), at)
  }
  return fallbackFolder
}

function listedLinks(packageFolder: string): LibraryLink[] {
  const list = join(packageFolder, 'native', 'pg-symlinks.json')
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as LibraryLink[]) : []
}

// Another starter may make the same link at the same time: whose it is does not matter.
function link(to: string, at: string): void {
  try {
    symlinkSync(to, at)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
