import { describe, expect, it } from 'vitest'
import { serverCommand } from './server-command.ts'

describe('serverCommand', () => {
  it('leaves a program as it is where no other account is wanted', () => {
    expect(serverCommand(['/bin/postgres', '-D', '/data'], null)).toEqual(['/bin/postgres', ['-D', '/data']])
  })

  it('tells root what to do where setpriv is missing', () => {
    const start = (): unknown => serverCommand(['/bin/postgres'], { uid: 65534, gid: 65534 }, '/nowhere:/nor/here')
    expect(start).toThrow(/setpriv.*is not installed.*DATABASE_URL/)
  })

  it('runs the program as the account, with its arguments last', () => {
    const [file, args] = serverCommand(['/bin/postgres', '-D', '/data'], { uid: 101, gid: 104 })
    expect(file).toMatch(/\/setpriv$/)
    expect(args).toEqual(expect.arrayContaining(['--reuid=101', '--regid=104', '--clear-groups', '--no-new-privs']))
    expect(args.slice(-3)).toEqual(['/bin/postgres', '-D', '/data'])
  })
})
