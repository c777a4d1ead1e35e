import { chownSync, lchownSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** The account that the server runs under. */
export interface ServerUser {
  uid: number
  gid: number
}

/** Whom the server runs as: null for ourselves, another account where we are root, which Postgres refuses. */
export function serverUser(cluster: string): ServerUser | null {
  const self = process.getuid?.()
  if (self === undefined) return null
  const found = statSync(cluster, { throwIfNoEntry: false })
  if (self !== 0) {
    if (found && found.uid !== self) throw belongsToOther(cluster, found.uid)
    return null
  }
  // Data that an ordinary user made stays that user's, so that either can start Parley next time.
  if (found && found.uid !== 0) return { uid: found.uid, gid: found.gid }
  const user = namedOwner(dirname(cluster)) ?? unprivilegedUser()
  // A backup that root has copied back belongs to root.
  if (found) giveTo(cluster, user)
  return user
}

/** Fails where initdb would, with words that help. */
export function assertNamedUser(): void {
  try {
    userInfo()
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'user',
      `User ${process.getuid?.()} has no entry in /etc/passwd, without which Postgres creates no data. ` +
        'Start Parley as a user that has one, or set DATABASE_URL to a Postgres server.',
      { cause },
    )
  }
}

// Only an account with a name can make a cluster; a folder mounted into a container may belong to one that has none there.
function namedOwner(folder: string): ServerUser | null {
  const { uid, gid } = statSync(folder)
  return uid !== 0 && accounts().some((account) => account.uid === uid) ? { uid, gid } : null
}

function unprivilegedUser(): ServerUser {
  for (const name of ['postgres', 'node', 'nobody']) {
    const account = accounts().find((candidate) => candidate.name === name)
    if (account) return { uid: account.uid, gid: account.gid }
  }
  throw new EmbeddedPostgresError(
    'user',
    'Postgres does not run as root, and this machine has none of the users postgres, node and nobody. ' +
      'Start Parley as an ordinary user, or set DATABASE_URL to a Postgres server.',
  )
}

const accounts = (): (ServerUser & { name: string })[] =>
  readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))

function giveTo(folder: string, user: ServerUser): void {
  chownSync(folder, user.uid, user.gid)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) giveTo(path, user)
    else lchownSync(path, user.uid, user.gid)
  }
}

const belongsToOther = (cluster: string, uid: number): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    'user',
    `The data in ${cluster} belongs to user ${uid}, and Parley runs as user ${process.getuid?.()}. ` +
      'Start Parley as that user, or give it another folder with PARLEY_DATA.',
  )
