import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where everything is built into. */
export const dist = join(root, 'dist')

/** Tells of what dist/ was made; written last. */
export const stampFile = join(dist, '.stamp')

/** The bundled server. */
export const serverEntry = join(dist, 'server', 'main.js')

/** The bundled client package, which the examples import. */
const clientEntry = join(root, 'packages', 'client', 'dist', 'index.js')

/**
 * True where dist/ holds a whole build of what this stamp stands for.
 * @param {string} stamp
 */
export function isFresh(stamp) {
  const isBuilt = [serverEntry, clientEntry, stampFile].every((file) => existsSync(file))
  return isBuilt && readFileSync(stampFile, 'utf8') === stamp
}
