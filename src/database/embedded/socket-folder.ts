import { createHash } from 'node:crypto'
import { chownSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { socketFile } from './endpoint.ts'
import type { ServerUser } from './server-user.ts'

// What the kernel takes in a socket's address, without the closing zero byte: 107 bytes on Linux, 103 on macOS.
const longestSocketPath = process.platform === 'linux' ? 107 : 103

/** The folder for the socket of this cluster: short, the same at every start, and beside every other cluster's. */
export function socketFolderOf(cluster: string, temporary = tmpdir()): string {
  const name = `parley-${createHash('sha256').update(cluster).digest('hex').slice(0, 16)}`
  const preferred = join(temporary, name)
  return Buffer.byteLength(socketFile(preferred)) <= longestSocketPath ? preferred : join('/tmp', name)
}

/** Makes the folder, closed to everybody but the server's user: on a socket without passwords, this is the lock on the door. */
export function prepareSocketFolder(folder: string, user: ServerUser | null): void {
  try {
    // Always anew: somebody else may have put it there, and the lock of a killed server's socket would keep the next one down.
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { mode: 0o700 })
    if (user) chownSync(folder, user.uid, user.gid)
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'folder',
      `The folder ${folder} for the database's socket cannot be made safe to use (${(cause as Error).message}). ` +
        'Remove it if it exists, or set TMPDIR to another temp folder.',
      { cause },
    )
  }
}

/** Leaves nothing in the temp folder once the server is gone. */
export function removeSocketFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // A few empty bytes in a temp folder are no reason to fail a stop that has worked.
  }
}
