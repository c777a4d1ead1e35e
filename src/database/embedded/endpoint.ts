import { connect } from 'node:net'
import { join } from 'node:path'

/** Where the server listens. */
export type Endpoint = { kind: 'socket'; folder: string } | { kind: 'tcp'; port: number; password: string }

// Part of the socket's name only: nothing listens on it.
const socketPort = 5432

/** The socket file in this folder, by the name that Postgres gives it. */
export const socketFile = (folder: string): string => join(folder, `.s.PGSQL.${socketPort}`)

/** The address in the one form that both `new URL` and the drivers understand. */
export function urlOf(endpoint: Endpoint): string {
  if (endpoint.kind === 'tcp') {
    return `postgres://postgres:${encodeURIComponent(endpoint.password)}@127.0.0.1:${endpoint.port}/postgres`
  }
  return `postgres://postgres@localhost/postgres?host=${encodeURIComponent(endpoint.folder)}`
}

/** What the server must be told to listen there and nowhere else. */
export function listenSettings(endpoint: Endpoint): Record<string, string> {
  if (endpoint.kind === 'tcp') {
    return { listen_addresses: '127.0.0.1', port: String(endpoint.port), unix_socket_directories: '' }
  }
  return {
    listen_addresses: '',
    port: String(socketPort),
    // A list: quotes keep a comma in the name of the temp folder from ending the entry.
    unix_socket_directories: `"${endpoint.folder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  }
}

/** Who may come in: on a socket its closed folder says so, on TCP a password must. */
export function authArguments(endpoint: Endpoint, passwordFile: string): string[] {
  return endpoint.kind === 'tcp'
    ? ['--auth=scram-sha-256', `--pwfile=${passwordFile}`]
    : ['--auth-local=trust', '--auth-host=reject']
}

/** Whether somebody answers at this endpoint now. */
export function accepts(endpoint: Endpoint): Promise<boolean> {
  const to =
    endpoint.kind === 'tcp' ? { host: '127.0.0.1', port: endpoint.port } : { path: socketFile(endpoint.folder) }
  return new Promise((resolve) => {
    const socket = connect(to)
    const settle = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1_000, () => settle(false))
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}
