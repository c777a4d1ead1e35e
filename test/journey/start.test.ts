import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ChatClient } from '../kit/client.ts'
import { createTestDatabase, type TestDatabase } from '../kit/database.ts'
import { eventually } from '../kit/eventually.ts'
import { startFakeVendor, type FakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import { launchParley, vendorEnvironment, type LaunchedParley, type SpawnedParley } from '../kit/parley.ts'
import { postmasterPid, withDataFolder } from '../fixture/embedded-postgres-starter.ts'

let vendor: FakeVendor
let database: TestDatabase
const running: LaunchedParley[] = []
beforeAll(async () => {
  vendor = await startFakeVendor()
  database = await createTestDatabase()
})
afterAll(async () => {
  await vendor.stop()
  await database.drop()
})

afterEach(async () => {
  for (const parley of running.splice(0)) await parley.kill('SIGKILL')
})

const patient = 90_000

async function launched(options: Parameters<typeof launchParley>[0]): Promise<LaunchedParley> {
  const parley = await launchParley(options)
  running.push(parley)
  return parley
}

async function spawned(options: Parameters<typeof launchParley>[0]): Promise<SpawnedParley> {
  const parley = await launched(options)
  return { ...parley, url: await parley.ready }
}

describe('a start with nothing but a data folder', () => {
  it(
    'brings its own database, which stays when it is started again, and is there for one start only',
    () =>
      withDataFolder(async (folder) => {
        const env = { ...vendorEnvironment(vendor), PARLEY_DATA: folder }
        const first = await spawned({ env, folder })
        const viewer = await ChatClient.signIn(first.url)
        const { conversation, reply } = await viewer.chat('Hello')

        const second = await launched({ env, folder })
        expect(await second.exited).toEqual({ code: 1, signal: null })
        expect(second.output()).toContain(folder)
        expect(second.output()).toMatch(/already|in use|another/i)
        expect(second.output()).not.toMatch(/\n\s+at /)
        expect((await viewer.chat('Still there?', { conversationId: conversation.id })).reply.status).toBe('COMPLETED')

        expect(await first.kill('SIGTERM')).toEqual({ code: 0, signal: null })
        expect(postmasterPid(folder)).toBeNull()
        const third = await spawned({ env, folder })
        const { edges } = await viewer.at(third.url).history(conversation.id)
        expect(edges.map(({ node }) => node.text)).toEqual(['Hello', 'Still there?'])
        expect(edges[0]?.node.reply).toEqual(reply)
        await third.kill('SIGTERM')
      }),
    patient,
  )

  it(
    'survives the death of its database in the middle of a reply',
    () =>
      withDataFolder(async (folder) => {
        const parley = await spawned({ env: { ...vendorEnvironment(vendor), PARLEY_DATA: folder }, folder })
        const viewer = await ChatClient.signIn(parley.url)
        const gate = vendor.script({ chunks: ['before ', 'and after'], gated: true })
        const { conversation, reply } = await viewer.send('Go on')
        const following = viewer.follow(reply.id)
        gate.release()
        await following.until(({ text }) => text === 'before ')
        process.kill(postmasterPid(folder) as number, 'SIGKILL')
        gate.releaseAll()
        const ended = await following.end(20_000)
        expect(ended).toMatchObject({ status: 'COMPLETED', text: 'before and after' })
        expect(following.text).toBe(ended.text)
        const history = await eventually(() => viewer.history(conversation.id).catch(() => undefined))
        expect(history.edges[0]?.node.reply).toEqual(ended)
        await viewer.close()
        expect((await parley.kill('SIGTERM')).code).toBe(0)
      }),
    patient,
  )
})

describe('the port', () => {
  it(
    'is an error where it is set and taken',
    async () => {
      const taken = createServer()
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
      const { port } = taken.address() as AddressInfo
      const parley = await launched({
        env: { ...vendorEnvironment(vendor), DATABASE_URL: database.url, PORT: `${port}` },
      })
      expect(await parley.exited).toEqual({ code: 1, signal: null })
      expect(parley.output()).toContain(`${port}`)
      expect(parley.output()).toMatch(/PORT is \d+, which is taken/)
      expect(parley.output()).not.toMatch(/\n\s+at /)
      taken.close()
    },
    patient,
  )

  it(
    'is the next free one, said aloud, where it is not set and 4000 is taken',
    async () => {
      const holder = createServer()
      await new Promise<void>((resolve) => {
        // Somebody else may hold it already: all the same to this test.
        holder.once('error', () => resolve()).listen(4_000, '127.0.0.1', resolve)
      })
      const parley = await spawned({ env: { ...vendorEnvironment(vendor), DATABASE_URL: database.url, PORT: '' } })
      const { port } = new URL(parley.url)
      expect(Number(port)).toBeGreaterThan(4_000)
      expect(parley.output()).toContain(`port 4000 is taken; using ${port}`)
      await parley.kill('SIGTERM')
      holder.close()
    },
    patient,
  )
})

describe('the configuration', () => {
  it.each([
    ['PORT', 'eighty', /PORT is "eighty"\. Allowed: .*whole number/],
    ['DATABASE_URL', 'mysql://root:hunter2@localhost/x', /DATABASE_URL is not valid\. Allowed: .*postgres/],
  ])(
    'ends the start in one line where %s is %s',
    async (key, value, line) => {
      const parley = await launched({ env: { DATABASE_URL: database.url, [key]: value } })
      expect(await parley.exited).toEqual({ code: 1, signal: null })
      expect(parley.output().trim().split('\n')).toHaveLength(1)
      expect(parley.output()).toMatch(line)
      expect(parley.output()).not.toContain('hunter2')
    },
    patient,
  )

  it.each([{ PORT: '' }, { PORT: '0' }])(
    'ends the start with a line that names HOST where it is no address of this machine, with %o',
    async (port) => {
      const env = { ...vendorEnvironment(vendor), DATABASE_URL: database.url, HOST: '203.0.113.7', ...port }
      const parley = await launched({ env })
      expect(await parley.exited).toEqual({ code: 1, signal: null })
      expect(parley.output()).toContain('HOST is "203.0.113.7"')
      expect(parley.output()).not.toMatch(/\n\s+at /)
    },
    patient,
  )

  it(
    'is read from .env where the process starts',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'parley-env-'))
      await writeFile(join(folder, '.env'), 'LOG_LEVEL=loud\n')
      const parley = await launched({ folder })
      expect((await parley.exited).code).toBe(1)
      expect(parley.output()).toContain('LOG_LEVEL is "loud"')
      await rm(folder, { recursive: true })
    },
    patient,
  )
})
