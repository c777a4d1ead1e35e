import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findBinaries } from './binaries.ts'

describe('findBinaries', () => {
  it('finds the programs of this platform', () => {
    const { initdb, postgres, pgCtl, major } = findBinaries('/nowhere')
    expect([initdb, postgres, pgCtl].map((path) => existsSync(path))).toEqual([true, true, true])
    expect(major).toBe('18')
  })

  it('tells what to do on a platform that has none', () => {
    expect(() => findBinaries('/nowhere', 'plan9-mips')).toThrow(/for plan9-mips.*DATABASE_URL/)
    expect(() => findBinaries('/nowhere', 'win32-arm64')).toThrow(/for windows-arm64/)
  })
})
