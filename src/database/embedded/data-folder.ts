import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** Opens the folder, new or not, and gives its one true name: two ways to it must meet at the same lock. */
export function openDataFolder(dataFolder: string): string {
  const folder = resolve(dataFolder)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return realpathSync(folder)
  } catch (error) {
    throw unusableFolder(folder, error as NodeJS.ErrnoException)
  }
}

/** Says which folder the system refused, and why. */
export const unusableFolder = (folder: string, cause: NodeJS.ErrnoException): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    'folder',
    `Parley cannot keep its data in ${folder} (${cause.message}). ` +
      'Make the folder writable, or give Parley another one with PARLEY_DATA.',
    { cause },
  )
