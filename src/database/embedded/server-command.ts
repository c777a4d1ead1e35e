import { accessSync, constants, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import type { ServerUser } from './server-user.ts'

/** Where the system keeps its programs, whatever the PATH of whoever starts Parley. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin'

const dacOverride = 1
const setPcap = 8

/** The same program, to be run as another account: what root starts keeps none of root's powers but one. */
export function serverCommand(program: string[], user: ServerUser | null, searchPath = systemPath): [string, string[]] {
  const [file = '', ...rest] = program
  if (!user) return [file, rest]
  // Kept so that a data folder below a closed home can be reached, even by an account that owns nothing on the way there.
  const kept = isAllowed(dacOverride) ? '-all,+dac_override' : '-all'
  const options = [
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
    '--no-new-privs',
    `--inh-caps=${kept}`,
    `--ambient-caps=${kept}`,
    ...(isAllowed(setPcap) ? [`--bounding-set=${kept}`] : []),
  ]
  return [findSetpriv(searchPath), [...options, ...program]]
}

function findSetpriv(searchPath: string): string {
  for (const folder of searchPath.split(':')) {
    try {
      accessSync(join(folder, 'setpriv'), constants.X_OK)
      return join(folder, 'setpriv')
    } catch {
      continue
    }
  }
  throw new EmbeddedPostgresError(
    'user',
    'Postgres does not run as root, and setpriv, which would start it as another user, is not installed. ' +
      'Install util-linux, start Parley as an ordinary user, or set DATABASE_URL to a Postgres server.',
  )
}

// A container may have taken this power even from root.
function isAllowed(capability: number): boolean {
  try {
    const mask = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
    return ((BigInt(`0x${mask}`) >> BigInt(capability)) & 1n) === 1n
  } catch {
    return false
  }
}
