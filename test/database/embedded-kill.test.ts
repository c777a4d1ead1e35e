import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { holdsWithin } from '../../src/database/embedded/holds-within.ts'
import { ask, isServerOf, postmasterPid, quick, Starter, withDataFolder } from '../fixture/embedded-postgres-starter.ts'

const serverOf = (folder: string): number => {
  const pid = postmasterPid(folder)
  if (pid === null) throw new Error('No server runs')
  return pid
}

const answers = (url: string, withinMs: number): Promise<boolean> =>
  holdsWithin(
    () =>
      ask(url, 'SELECT 1').then(
        () => true,
        () => false,
      ),
    { withinMs, everyMs: 20 },
  )

describe('an embedded database under kills', () => {
  it('is adopted by the next start when its Parley was killed, and ends with that one', () =>
    withDataFolder(async (folder) => {
      const first = Starter.run(folder)
      const { url = '' } = await first.until('started')
      await ask(url, 'CREATE TABLE kept AS SELECT 42 AS answer')
      const server = serverOf(folder)
      await first.kill('SIGKILL')
      expect(isServerOf(server, folder)).toBe(true)

      const next = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      expect(next).toMatchObject({ adopted: true, url })
      expect(serverOf(folder)).toBe(server)
      expect(await ask(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
      await next.stop()
      expect(isServerOf(server, folder)).toBe(false)
    }))

  it('is adopted under the address it listens on, though the temp folder has another name now', () =>
    withDataFolder((temporary) =>
      withDataFolder(async (folder) => {
        const first = Starter.run(folder, { env: { TMPDIR: temporary } })
        const { url } = await first.until('started')
        await first.kill('SIGKILL')
        const next = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
        expect(next).toMatchObject({ adopted: true, url })
        await next.stop()
        expect(readdirSync(temporary).filter((name) => name.startsWith('parley-'))).toEqual([])
      }),
    ))

  it('is replaced rather than adopted where its socket was cleared away', () =>
    withDataFolder(async (folder) => {
      const first = Starter.run(folder)
      const { url = '' } = await first.until('started')
      const server = serverOf(folder)
      await first.kill('SIGKILL')
      execFileSync('rm', ['-rf', new URL(url).searchParams.get('host') ?? ''])
      const next = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      expect(next.adopted).toBe(false)
      expect(isServerOf(server, folder)).toBe(false)
      expect(await ask(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
      await next.stop()
    }))

  it('is waited for while it still recovers, then adopted', () =>
    withDataFolder(async (folder) => {
      const first = Starter.run(folder)
      await first.until('started')
      const server = serverOf(folder)
      await first.kill('SIGKILL')
      // Without its ready line it looks as during a recovery.
      const file = join(folder, 'postgres', 'postmaster.pid')
      const ready = readFileSync(file, 'utf8')
      writeFileSync(file, ready.replace('ready   ', 'starting'))
      const lines: string[] = []
      const next = startEmbeddedPostgres({
        dataFolder: folder,
        settings: quick,
        onProgress: (line) => lines.push(line),
      })
      await holdsWithin(() => lines.length > 0, { withinMs: 5_000 })
      writeFileSync(file, ready)
      expect((await next).adopted).toBe(true)
      expect(serverOf(folder)).toBe(server)
      await (await next).stop()
    }))

  it('comes back at the same address when its server is killed, and has all that was acknowledged', () =>
    withDataFolder(async (folder) => {
      const server = await startEmbeddedPostgres({ dataFolder: folder })
      await ask(server.url, 'CREATE TABLE kept (row integer)')
      for (let row = 1; row <= 3; row++) {
        await ask(server.url, `INSERT INTO kept VALUES (${row})`)
        const killed = serverOf(folder)
        process.kill(killed, 'SIGKILL')
        await holdsWithin(() => !isServerOf(killed, folder), { withinMs: 5_000 })
        expect(await answers(server.url, 15_000)).toBe(true)
        expect(serverOf(folder)).not.toBe(killed)
        expect(await ask(server.url, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: row }])
      }
      await server.stop()
      expect(postmasterPid(folder)).toBe(null)
    }))

  it('comes back for an adopter too', () =>
    withDataFolder(async (folder) => {
      const first = Starter.run(folder)
      await first.until('started')
      await first.kill('SIGKILL')
      const next = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      const killed = serverOf(folder)
      process.kill(killed, 'SIGKILL')
      await holdsWithin(() => !isServerOf(killed, folder), { withinMs: 5_000 })
      expect(await answers(next.url, 15_000)).toBe(true)
      await next.stop()
    }))

  it('ends within its deadlines even when its server hangs', () =>
    withDataFolder(async (folder) => {
      const owner = Starter.run(folder)
      await owner.until('started')
      const server = serverOf(folder)
      process.kill(server, 'SIGSTOP')
      const began = performance.now()
      await owner.kill('SIGTERM')
      expect(performance.now() - began).toBeLessThan(9_000)
      expect(isServerOf(server, folder)).toBe(false)
      const next = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      await next.stop()
    }))

  it('does not hear the Ctrl-C of the terminal', () =>
    withDataFolder(async (folder) => {
      const owner = Starter.run(folder)
      const { url = '' } = await owner.until('started')
      const server = serverOf(folder)
      process.kill(-owner.pid, 'SIGINT')
      await owner.until('interrupted')
      expect(isServerOf(server, folder)).toBe(true)
      expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
      await owner.kill('SIGTERM')
    }))

  it('does not outlive a process that exits without stopping it', () =>
    withDataFolder(async (folder) => {
      const owner = Starter.run(folder)
      await owner.until('started')
      const server = serverOf(folder)
      owner.child.stdin?.write('exit\n')
      await owner.exited
      expect(await holdsWithin(() => !isServerOf(server, folder), { withinMs: 5_000 })).toBe(true)
    }))

  it('stops once, however often it is asked, and also while its server is dead', () =>
    withDataFolder(async (folder) => {
      const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      process.kill(serverOf(folder), 'SIGKILL')
      await Promise.all([server.stop(), server.stop()])
      await server.stop()
      const next = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      await next.stop()
    }))
})
