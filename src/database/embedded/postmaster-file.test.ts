import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readPostmasterFile } from './postmaster-file.ts'

let cluster: string
beforeEach(async () => {
  cluster = await mkdtemp(join(tmpdir(), 'parley-postmaster-'))
})
afterEach(() => rm(cluster, { recursive: true, force: true }))

const read = (text: string): unknown => {
  writeFileSync(join(cluster, 'postmaster.pid'), text)
  return readPostmasterFile(cluster)
}

describe('readPostmasterFile', () => {
  it('reads what a ready server has written', () => {
    const text = '4711\n/data/postgres\n1790000000\n5432\n/tmp/parley-1\n\n  123  7\nready   \n'
    expect(read(text)).toEqual({ pid: 4711, port: 5432, socketFolder: '/tmp/parley-1', status: 'ready' })
  })

  it('reads a file that is still being written', () => {
    expect(read('4711\n/data')).toMatchObject({ pid: 4711, socketFolder: '', status: '' })
  })

  it('takes an empty, a mangled and a missing file for none', () => {
    expect(read('')).toBe(null)
    expect(read('x\ny\n')).toBe(null)
    expect(readPostmasterFile(join(cluster, 'missing'))).toBe(null)
  })
})
