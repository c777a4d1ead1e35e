import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'

/** A Postgres server for a whole run of tests or of a script. */
export interface PostgresServer {
  /** A URL whose role may create databases. */
  url: string
  stop(): Promise<void>
}

const folderName = 'parley-test-postgres-'

// The data lives for one run, so a crash of the machine loses nothing.
const fasterThanSafe = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/** The server that TEST_DATABASE_URL names, else an embedded one in a temporary folder. */
export async function providePostgres(): Promise<PostgresServer> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return { url: given, stop: () => Promise.resolve() }

  await removeAbandoned()
  const dataFolder = await mkdtemp(join(tmpdir(), `${folderName}${process.pid}-`))
  try {
    const server = await startEmbeddedPostgres({ dataFolder, settings: fasterThanSafe })
    return { url: server.url, stop: () => server.stop().then(() => removeFolder(dataFolder)) }
  } catch (error) {
    await removeFolder(dataFolder)
    throw error
  }
}

const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })

// A run that was killed leaves its folder behind, and perhaps the server in it.
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(name.slice(folderName.length).split('-')[0])
    if (!name.startsWith(folderName) || isAlive(owner)) continue
    const dataFolder = join(tmpdir(), name)
    try {
      // Taking the server over is the way to stop it.
      await (await startEmbeddedPostgres({ dataFolder })).stop()
      await removeFolder(dataFolder)
    } catch {
      // Another run is at it, or it is another user's: not ours to remove.
    }
  }
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
