import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { ensureLibraryLinks } from './library-links.ts'

/** The programs of one PostgreSQL release, ready to run. */
export interface Binaries {
  initdb: string
  postgres: string
  pgCtl: string
  major: string
  /** Where the programs find libraries that could not be put beside them. */
  extraLibraries: string | null
}

/** Finds the PostgreSQL that npm installed for this platform. */
export function findBinaries(linksFolder: string, platform = `${process.platform}-${process.arch}`): Binaries {
  const packageFolder = resolvePackage(platform.replace('win32', 'windows'))
  const program = (name: string): string =>
    join(packageFolder, 'native', 'bin', platform.startsWith('win32') ? `${name}.exe` : name)
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    major: version.split('.')[0] ?? version,
    extraLibraries: ensureLibraryLinks(packageFolder, linksFolder),
  }
}

function resolvePackage(platform: string): string {
  try {
    // The name is made at run time, so that no bundler tries to pack the programs.
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    return dirname(dirname(entry))
  } catch (cause) {
    const advice = `Set DATABASE_URL to a Postgres server, or install again with optional dependencies`
    throw new EmbeddedPostgresError('no-binaries', `No embedded Postgres is installed for ${platform}. ${advice}.`, {
      cause,
    })
  }
}
