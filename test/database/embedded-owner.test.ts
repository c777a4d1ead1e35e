import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { holdsWithin } from '../../src/database/embedded/holds-within.ts'
import { ownRecord } from '../../src/database/embedded/owner-record.ts'
import type { StarterEvent } from '../fixture/embedded-postgres-starter.ts'
import { ask, isServerOf, postmasterPid, quick, Starter, withDataFolder } from '../fixture/embedded-postgres-starter.ts'

const leaveRecord = (folder: string, record: object): string => {
  mkdirSync(join(folder, 'owner'))
  const path = join(folder, 'owner', '7.json')
  writeFileSync(path, JSON.stringify({ ...ownRecord('running'), ...record }))
  return path
}

const count = (outcomes: StarterEvent[], event: StarterEvent['event']): number =>
  outcomes.filter((outcome) => outcome.event === event).length

describe('the owner of an embedded database', () => {
  it('refuses a second process within two seconds, naming folder and process', () =>
    withDataFolder(async (folder) => {
      const first = Starter.run(folder)
      await first.until('started')
      const second = await Starter.run(folder).outcome()
      expect(second).toMatchObject({ event: 'refused', reason: 'already-running' })
      expect(second.message).toContain(`Parley already runs in ${folder} (process ${first.pid})`)
      expect(second.tookMs).toBeLessThan(2_000)
      expect(await ask(first.events.at(-1)?.url ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
      await first.kill('SIGTERM')
      expect(first.noise).toBe('')
    }))

  it('refuses a second start in its own process', () =>
    withDataFolder(async (folder) => {
      const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      const second = startEmbeddedPostgres({ dataFolder: join(folder, '.', 'x', '..'), settings: quick })
      await expect(second).rejects.toMatchObject({ reason: 'already-running' })
      await server.stop()
    }))

  it('is one of many that start at once on an empty folder, and the losers leave its server alone', () =>
    withDataFolder(async (folder) => {
      const starters = Array.from({ length: 5 }, () => Starter.run(folder))
      const outcomes = await Promise.all(starters.map((starter) => starter.outcome()))
      expect([count(outcomes, 'started'), count(outcomes, 'refused')]).toEqual([1, 4])
      const owner = starters[outcomes.findIndex(({ event }) => event === 'started')]
      await Promise.all(starters.filter((starter) => starter !== owner).map((starter) => starter.exited))
      expect(await ask(owner?.events.at(-1)?.url ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
      await owner?.kill('SIGTERM')
    }))

  it('is one of many that find the server of a killed one, round after round', () =>
    withDataFolder(async (folder) => {
      let owner = Starter.run(folder)
      const { url = '' } = await owner.until('started')
      await ask(url, 'CREATE TABLE kept (round integer)')
      const server = postmasterPid(folder)
      for (let round = 1; round <= 4; round++) {
        await ask(url, `INSERT INTO kept VALUES (${round})`)
        await owner.kill('SIGKILL')
        const starters = Array.from({ length: 3 }, () => Starter.run(folder))
        const outcomes = await Promise.all(starters.map((starter) => starter.outcome()))
        expect([count(outcomes, 'started'), count(outcomes, 'refused')]).toEqual([1, 2])
        const winner = outcomes.findIndex(({ event }) => event === 'started')
        expect(outcomes[winner]).toMatchObject({ adopted: true, url })
        owner = starters[winner] as Starter
        await Promise.all(starters.filter((starter) => starter !== owner).map((starter) => starter.exited))
        expect(postmasterPid(folder)).toBe(server)
        expect(await ask(url, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: round }])
      }
      await owner.kill('SIGTERM')
      expect(isServerOf(server ?? 0, folder)).toBe(false)
    }))

  it('lets the next one wait for its end once it is stopping', () =>
    withDataFolder(async (folder) => {
      const first = Starter.run(folder)
      const { url = '' } = await first.until('started')
      const server = postmasterPid(folder) ?? 0
      // A stopped server cannot end before it is let go on, so that the second start certainly meets the first one's end.
      process.kill(server, 'SIGSTOP')
      first.child.kill('SIGTERM')
      await first.until('stopping')
      const second = Starter.run(folder)
      await second.until('starting')
      process.kill(server, 'SIGCONT')
      expect(await second.outcome()).toMatchObject({ event: 'started', adopted: false, url })
      await first.exited
      expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
      await second.kill('SIGTERM')
    }))

  it('is not taken for alive because its number passed on to another process', () =>
    withDataFolder(async (folder) => {
      leaveRecord(folder, { startedAt: '1' })
      const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      expect(readdirSync(join(folder, 'owner'))).toEqual(['8.json'])
      await server.stop()
    }))

  it('may be elsewhere: as long as its pulse is felt, the folder is taken', () =>
    withDataFolder(async (folder) => {
      const record = leaveRecord(folder, { place: 'another container', pid: 1 })
      let beat = 0
      const heart = setInterval(() => utimesSync(record, ++beat, beat), 300)
      try {
        const start = startEmbeddedPostgres({ dataFolder: folder, settings: quick })
        await expect(start).rejects.toThrow(/\(process 1 in another container or on another machine\)/)
      } finally {
        clearInterval(heart)
      }
    }))

  it('may have died elsewhere: a silent record is taken over, and says so meanwhile', () =>
    withDataFolder(async (folder) => {
      leaveRecord(folder, { place: 'another container', pid: 1 })
      const lines: string[] = []
      const onProgress = (line: string): number => lines.push(line)
      const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick, onProgress })
      expect(lines[0]).toMatch(/Looking whether/)
      await server.stop()
    }))

  it('does not end a server that another has taken over since', () =>
    withDataFolder(async (folder) => {
      const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      writeFileSync(join(folder, 'owner', '99.json'), JSON.stringify(ownRecord('running')))
      await server.stop()
      expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    }))

  it('survives a record that a power cut left empty', () =>
    withDataFolder(async (folder) => {
      mkdirSync(join(folder, 'owner'))
      writeFileSync(join(folder, 'owner', '3.json'), '')
      const server = await startEmbeddedPostgres({ dataFolder: folder, settings: quick })
      await server.stop()
      expect(await holdsWithin(() => postmasterPid(folder) === null, { withinMs: 1_000 })).toBe(true)
    }))
})
