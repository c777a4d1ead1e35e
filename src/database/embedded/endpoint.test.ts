import { describe, expect, it } from 'vitest'
import { listenSettings, urlOf } from './endpoint.ts'
import { socketFolderOf } from './socket-folder.ts'

describe('an endpoint of the embedded database', () => {
  it('has an address that URL reads, whatever the folder is called', () => {
    const folder = '/tmp/a b, "ü" & 100 %?#'
    const url = new URL(urlOf({ kind: 'socket', folder }))
    expect(url.searchParams.get('host')).toBe(folder)
    expect(url.pathname).toBe('/postgres')
    expect(urlOf({ kind: 'socket', folder: '/tmp/x' })).toBe('postgres://postgres@localhost/postgres?host=%2Ftmp%2Fx')
  })

  it('quotes a folder whose name would end an entry of the list', () => {
    const { unix_socket_directories: folders } = listenSettings({ kind: 'socket', folder: '/tmp/a, "b"' })
    expect(folders).toBe('"/tmp/a, ""b"""')
  })

  it('has a folder of its own for each cluster, the same at each start', () => {
    expect(socketFolderOf('/data/a', '/tmp')).toBe(socketFolderOf('/data/a', '/tmp'))
    expect(socketFolderOf('/data/a', '/tmp')).not.toBe(socketFolderOf('/data/b', '/tmp'))
  })

  it('keeps the socket below the length that the kernel takes', () => {
    expect(socketFolderOf('/data/a', `/${'é'.repeat(40)}`)).toMatch(/^\/tmp\/parley-/)
    expect(socketFolderOf('/data/a', `/${'e'.repeat(40)}`)).toMatch(/^\/e{40}\/parley-/)
  })
})
