import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { ask, postmasterPid, quick, Starter, withDataFolder } from '../fixture/embedded-postgres-starter.ts'

const isRoot = process.getuid?.() === 0
const nobody = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups']
const unnamed = ['setpriv', '--reuid=54321', '--regid=54321', '--clear-groups']

const statusOf = (pid: number | null): Map<string, string> =>
  new Map(
    readFileSync(`/proc/${pid}/status`, 'utf8')
      .split('\n')
      .map((line) => line.split(':\t') as [string, string]),
  )

/** A data folder that belongs to the user `nobody`, whose home it is too. */
const withFolderOfNobody = (use: (folder: string, env: NodeJS.ProcessEnv) => Promise<void>): Promise<void> =>
  withDataFolder(async (folder) => {
    const owner = execFileSync('id', ['-u', 'nobody']).toString()
    chownSync(folder, Number(owner), Number(execFileSync('id', ['-g', 'nobody']).toString()))
    await use(folder, { HOME: folder, TMPDIR: tmpdir() })
  })

describe('the account of an embedded database', () => {
  it('is never root, sees none of our environment, and leads its own process group', () =>
    withDataFolder(async (folder) => {
      const owner = Starter.run(folder, { env: { OPENAI_API_KEY: 'canary-secret' } })
      await owner.until('started')
      const server = postmasterPid(folder)
      expect(statusOf(server).get('Uid')).not.toMatch(/^0\t/)
      expect(readFileSync(`/proc/${server}/environ`, 'utf8')).not.toContain('canary')
      expect(
        execFileSync('ps', ['-o', 'pgid=', '-p', String(server)])
          .toString()
          .trim(),
      ).toBe(String(server))
      await owner.kill('SIGTERM')
    }))

  describe.runIf(isRoot)('where root starts it', () => {
    it('keeps of root only the power to reach its files', () =>
      withDataFolder(async (folder) => {
        const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
        const status = statusOf(postmasterPid(folder))
        const powers = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => status.get(name))
        expect(new Set(powers)).toEqual(new Set(['0000000000000002']))
        expect(status.get('NoNewPrivs')).toBe('1')
        expect(status.get('Groups')?.trim()).toBe('')
        await server.stop()
      }))

    it('reaches data below a home that is closed to everybody else', async () => {
      const home = await mkdtemp(join(tmpdir(), 'parley-closed-'))
      chmodSync(home, 0o700)
      try {
        await withDataFolder(async (folder) => {
          for (const begin of ['first', 'again']) {
            const server = await startEmbeddedPostgres({ dataFolder: join(folder, '.parley'), settings: quick })
            await ask(server.url, `CREATE TABLE ${begin} ()`)
            await server.stop()
          }
        }, home)
      } finally {
        await rm(home, { recursive: true, force: true })
      }
    })

    it('takes back data that was restored by root', () =>
      withDataFolder(async (dataFolder) => {
        await (await startEmbeddedPostgres({ dataFolder, settings: quick })).stop()
        execFileSync('chown', ['-R', 'root:root', join(dataFolder, 'postgres')])
        const server = await startEmbeddedPostgres({ dataFolder, settings: quick })
        expect(statSync(join(dataFolder, 'postgres', 'PG_VERSION')).uid).not.toBe(0)
        await server.stop()
      }))

    it('runs as the ordinary user whose data it is, and leaves them to that user', () =>
      withFolderOfNobody(async (folder, env) => {
        const first = Starter.run(folder, { prefix: nobody, env })
        const { url = '' } = await first.until('started')
        await first.kill('SIGTERM')
        expect(first.noise).toBe('')

        const root = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
        expect(root.url).toBe(url)
        expect(statusOf(postmasterPid(folder)).get('Uid')).toMatch(/^65534\t/)
        await root.stop()

        const last = Starter.run(folder, { prefix: nobody, env })
        expect(await last.outcome()).toMatchObject({ event: 'started', url })
        await last.kill('SIGTERM')
      }))

    it('makes the data of a folder for the user who owns it, who then goes on without root', () =>
      withFolderOfNobody(async (folder, env) => {
        const root = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
        await root.stop()
        const next = Starter.run(folder, { prefix: nobody, env })
        expect(await next.outcome()).toMatchObject({ event: 'started', url: root.url })
        await next.kill('SIGTERM')
      }))

    it('makes the data of a folder whose owner has no name here as an account that has one', () =>
      withDataFolder(async (folder) => {
        chownSync(folder, 54321, 54321)
        const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
        expect(statusOf(postmasterPid(folder)).get('Uid')).not.toMatch(/^(0|54321)\t/)
        await server.stop()
      }))

    it('takes over what an ordinary user left running', () =>
      withFolderOfNobody(async (folder, env) => {
        const first = Starter.run(folder, { prefix: nobody, env })
        await first.until('started')
        await first.kill('SIGKILL')
        const root = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
        expect(root.adopted).toBe(true)
        await root.stop()
      }))

    it('does not use a folder for the socket that another user has put in its place', () =>
      withDataFolder(async (folder) => {
        const first = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
        await first.stop()
        const sockets = new URL(first.url).searchParams.get('host') ?? ''
        mkdirSync(sockets)
        chmodSync(sockets, 0o777)
        chownSync(sockets, 54321, 54321)
        const second = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
        expect(statSync(sockets).mode & 0o777).toBe(0o700)
        expect(statSync(sockets).uid).not.toBe(54321)
        await second.stop()
      }))
  })

  describe.runIf(isRoot)('where an ordinary user starts it', () => {
    it('is that user, whose kills it survives as any other', () =>
      withFolderOfNobody(async (folder, env) => {
        const first = Starter.run(folder, { prefix: nobody, env })
        await first.until('started')
        await first.kill('SIGKILL')
        const starters = [1, 2].map(() => Starter.run(folder, { prefix: nobody, env }))
        const outcomes = await Promise.all(starters.map((starter) => starter.outcome()))
        expect(outcomes.map(({ event }) => event).sort()).toEqual(['refused', 'started'])
        await Promise.all(starters.map((starter) => starter.kill('SIGTERM')))
      }))

    it('is told when the folder cannot be written', () =>
      withDataFolder(async (folder) => {
        const closed = join(folder, 'closed')
        mkdirSync(closed)
        chmodSync(folder, 0o755)
        for (const path of [closed, join(closed, 'below')]) {
          const outcome = await Starter.run(path, { prefix: nobody, env: { HOME: '/' } }).outcome()
          expect(outcome).toMatchObject({ event: 'refused', reason: 'folder' })
          expect(outcome.message).toMatch(/cannot keep its data in .* PARLEY_DATA/)
        }
      }))

    it('is told whose the data are', () =>
      withFolderOfNobody(async (folder, env) => {
        mkdirSync(join(folder, 'postgres'))
        chownSync(join(folder, 'postgres'), 54321, 54321)
        const outcome = await Starter.run(folder, { prefix: nobody, env }).outcome()
        expect(outcome).toMatchObject({ event: 'refused', reason: 'user' })
        expect(outcome.message).toContain('belongs to user 54321, and Parley runs as user 65534')
      }))

    it('is told that Postgres wants a user with a name', () =>
      withDataFolder(async (folder) => {
        chownSync(folder, 54321, 54321)
        const outcome = await Starter.run(folder, { prefix: unnamed, env: { HOME: folder } }).outcome()
        expect(outcome).toMatchObject({ event: 'refused', reason: 'user' })
        expect(outcome.message).toContain('User 54321 has no entry in /etc/passwd')
      }))

    it('is refused the socket folder that another user has put in place of its own', () =>
      withFolderOfNobody(async (folder, env) => {
        const first = Starter.run(folder, { prefix: nobody, env })
        const { url = '' } = await first.until('started')
        await first.kill('SIGTERM')
        const sockets = new URL(url).searchParams.get('host') ?? ''
        mkdirSync(sockets)
        try {
          const outcome = await Starter.run(folder, { prefix: nobody, env }).outcome()
          expect(outcome).toMatchObject({ event: 'refused', reason: 'folder' })
          expect(outcome.message).toContain(sockets)
        } finally {
          await rm(sockets, { recursive: true })
        }
      }))
  })
})
