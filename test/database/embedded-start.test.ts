import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { holdsWithin } from '../../src/database/embedded/holds-within.ts'
import { ask, postmasterPid, quick, Starter, withDataFolder } from '../fixture/embedded-postgres-starter.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the start of an embedded database', () => {
  it('makes it at first, finds it again later, and leaves nothing in the temp folder', () =>
    withDataFolder(async (folder) => {
      const lines: string[] = []
      const dataFolder = join(folder, 'deep', '.parley')
      const first = await startEmbeddedPostgres({ dataFolder, settings: quick, onProgress: (line) => lines.push(line) })
      expect(lines).toEqual(['Creating the database (only at the first start)'])
      expect(first.adopted).toBe(false)
      await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
      const sockets = new URL(first.url).searchParams.get('host') ?? ''
      expect(statSync(sockets).mode & 0o777).toBe(0o700)
      await first.stop()
      expect(existsSync(sockets)).toBe(false)

      const second = await startEmbeddedPostgres({
        dataFolder,
        settings: quick,
        onProgress: (line) => lines.push(line),
      })
      expect(second.url).toBe(first.url)
      expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
      await second.stop()
      expect(lines).toHaveLength(1)
      expect(readdirSync(dataFolder).sort()).toEqual(['owner', 'postgres', 'postgres.log'])
    }))

  it('keeps what is acknowledged on the disk, sorts by code point, listens on no port', () =>
    withDataFolder(async (dataFolder) => {
      const server = await startEmbeddedPostgres({ dataFolder, settings: { max_connections: '17' } })
      const setting = (name: string): string => `current_setting('${name}') AS ${name}`
      const names = ['fsync', 'synchronous_commit', 'listen_addresses', 'max_connections', 'data_checksums', 'timezone']
      expect(await ask(server.url, `SELECT ${names.map(setting).join(', ')}`)).toEqual([
        {
          fsync: 'on',
          synchronous_commit: 'on',
          listen_addresses: '',
          max_connections: '17',
          data_checksums: 'on',
          timezone: 'UTC',
        },
      ])
      const locale =
        'SELECT datlocprovider AS provider, datlocale AS locale FROM pg_database WHERE datname = current_database()'
      expect(await ask(server.url, locale)).toEqual([{ provider: 'b', locale: 'C.UTF-8' }])
      await server.stop()
    }))

  it('works where the folders have blanks, commas, quotes and letters of every kind in their names', () =>
    withDataFolder(async (folder) => {
      const temporary = join(folder, 'a "temp", folder')
      mkdirSync(temporary)
      const owner = Starter.run(join(folder, "Zoë's data, 100 %"), { env: { TMPDIR: temporary } })
      const { url = '' } = await owner.until('started')
      expect(new URL(url).searchParams.get('host')?.startsWith(temporary)).toBe(true)
      expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
      await owner.kill('SIGTERM')
    }))

  it('finds a shorter place for the socket where the temp folder has a very long name', () =>
    withDataFolder(async (folder) => {
      const temporary = join(folder, 'x'.repeat(90))
      mkdirSync(temporary)
      const owner = Starter.run(folder, { env: { TMPDIR: temporary } })
      const { url = '' } = await owner.until('started')
      expect(new URL(url).searchParams.get('host')).toMatch(/^\/tmp\/parley-[0-9a-f]{16}$/)
      await owner.kill('SIGTERM')
    }))

  it('listens on a port of the loopback interface, behind a password, where there are no sockets', () =>
    withDataFolder(async (dataFolder) => {
      const server = await startEmbeddedPostgres({ dataFolder, settings: quick, listen: 'tcp' })
      const url = new URL(server.url)
      expect(url.hostname).toBe('127.0.0.1')
      expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
      url.password = 'guessed'
      await expect(ask(url.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
      expect(statSync(join(dataFolder, 'postgres.password')).mode & 0o777).toBe(0o600)

      const killed = postmasterPid(dataFolder) ?? 0
      process.kill(killed, 'SIGKILL')
      const isBack = (): Promise<boolean> =>
        ask(server.url, 'SELECT 1').then(
          () => postmasterPid(dataFolder) !== killed,
          () => false,
        )
      expect(await holdsWithin(isBack, { withinMs: 15_000, everyMs: 20 })).toBe(true)
      await server.stop()
    }))

  it('works from a bundle that leaves the packages outside', async () => {
    const bundles = await mkdtemp(join(tmpdir(), 'parley-bundle-'))
    try {
      const outfile = join(bundles, 'main.js')
      const entry = join(root, 'test/fixture/embedded-postgres-owner.ts')
      await build({
        entryPoints: [entry],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
        packages: 'external',
      })
      writeFileSync(join(bundles, 'package.json'), '{"type":"module"}')
      symlinkSync(join(root, 'node_modules'), join(bundles, 'node_modules'))
      await withDataFolder(async (folder) => {
        const owner = Starter.run(folder, { script: [outfile] })
        const { url = '' } = await owner.until('started')
        expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
        await owner.kill('SIGTERM')
        expect(owner.noise).toBe('')
      })
    } finally {
      await rm(bundles, { recursive: true, force: true })
    }
  })

  it('refuses data of another PostgreSQL release, and leaves it untouched', () =>
    withDataFolder(async (dataFolder) => {
      mkdirSync(join(dataFolder, 'postgres'), { mode: 0o700 })
      writeFileSync(join(dataFolder, 'postgres', 'PG_VERSION'), '17\n')
      const start = startEmbeddedPostgres({ dataFolder, settings: quick })
      await expect(start).rejects.toMatchObject({ reason: 'other-version' })
      await expect(start).rejects.toThrow(/made by PostgreSQL 17, and this Parley brings PostgreSQL 18/)
      expect(readdirSync(join(dataFolder, 'postgres'))).toEqual(['PG_VERSION'])
    }))

  it('refuses to make data over something else', () =>
    withDataFolder(async (dataFolder) => {
      mkdirSync(join(dataFolder, 'postgres'))
      writeFileSync(join(dataFolder, 'postgres', 'thesis.txt'), 'mine')
      const start = startEmbeddedPostgres({ dataFolder, settings: quick })
      await expect(start).rejects.toThrow(/holds something else than Postgres data/)
      expect(readFileSync(join(dataFolder, 'postgres', 'thesis.txt'), 'utf8')).toBe('mine')
    }))

  it('says that a file stands where the folder should be', () =>
    withDataFolder(async (folder) => {
      writeFileSync(join(folder, 'file'), '')
      const start = startEmbeddedPostgres({ dataFolder: join(folder, 'file'), settings: quick })
      await expect(start).rejects.toThrow(/cannot keep its data in .*PARLEY_DATA/)
    }))

  it('fails at once with the words of the server where it cannot run, and leaves the folder free', () =>
    withDataFolder(async (dataFolder) => {
      const began = performance.now()
      const start = startEmbeddedPostgres({ dataFolder, settings: { ...quick, max_connections: 'many' } })
      await expect(start).rejects.toThrow(/max_connections/)
      expect(performance.now() - began).toBeLessThan(8_000)
      const server = await startEmbeddedPostgres({ dataFolder, settings: quick })
      await server.stop()
    }))

  it('can be called off while initdb runs and while the server starts, and leaves nothing running', () =>
    withDataFolder(async (dataFolder) => {
      const calledOff = new Error('called off')
      const creation = new AbortController()
      const start = startEmbeddedPostgres({
        dataFolder,
        settings: quick,
        signal: creation.signal,
        onProgress: () => setImmediate(() => creation.abort(calledOff)),
      })
      await expect(start).rejects.toBe(calledOff)
      expect(existsSync(join(dataFolder, 'postgres'))).toBe(false)
      await (await startEmbeddedPostgres({ dataFolder, settings: quick })).stop()

      const launch = new AbortController()
      const again = startEmbeddedPostgres({ dataFolder, settings: quick, signal: launch.signal })
      const refused = expect(again).rejects.toBe(calledOff)
      await holdsWithin(() => postmasterPid(dataFolder) !== null, { withinMs: 5_000, everyMs: 1 })
      launch.abort(calledOff)
      await refused
      expect(postmasterPid(dataFolder)).toBe(null)
    }))

  it('refuses a start that was called off before', () =>
    withDataFolder(async (dataFolder) => {
      const calledOff = new Error('called off')
      await expect(startEmbeddedPostgres({ dataFolder, signal: AbortSignal.abort(calledOff) })).rejects.toBe(calledOff)
      expect(readdirSync(dataFolder)).toEqual([])
    }))

  it('keeps the log small, closed to others, and free of what people wrote', () =>
    withDataFolder(async (dataFolder) => {
      const log = join(dataFolder, 'postgres.log')
      appendFileSync(log, 'old\n', { mode: 0o600 })
      truncateSync(log, 6 * 1024 * 1024)
      const server = await startEmbeddedPostgres({ dataFolder, settings: quick })
      await ask(server.url, 'CREATE TABLE said (text text UNIQUE)')
      const say = (): Promise<unknown> => ask(server.url, "INSERT INTO said VALUES ('canary-secret')")
      await say()
      await expect(say()).rejects.toThrow(/duplicate key/)
      await expect(ask(server.url, "SELECT 'canary-secret'::uuid")).rejects.toThrow(/invalid input syntax/)
      await server.stop()
      expect(statSync(log)).toMatchObject({ mode: 0o100600 })
      expect(statSync(log).size).toBeLessThan(100_000)
      expect(readFileSync(log, 'utf8')).toContain('ready to accept connections')
      expect(readFileSync(log, 'utf8')).not.toContain('canary-secret')
    }))
})
