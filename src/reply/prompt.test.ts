import { describe, expect, it } from 'vitest'
import type { Turn } from '../provider/provider.ts'
import { trimToWindow } from './prompt.ts'

const said = (role: Turn['role'], words: number): Turn => ({ role, text: 'word '.repeat(words) })

describe('trimming to the window', () => {
  const turns = [said('user', 400), said('assistant', 400), said('user', 400), said('assistant', 400), said('user', 40)]
  const window = { contextTokens: 8_192, maxOutputTokens: undefined, instructions: undefined }

  it('keeps everything that fits', () => {
    expect(trimToWindow(turns, window)).toEqual(turns)
  })

  it('keeps the newest turns and begins with one of the viewer', () => {
    const kept = trimToWindow(turns, { ...window, contextTokens: 2_048, maxOutputTokens: 1_000 })
    expect(kept).toEqual(turns.slice(-kept.length))
    expect(kept.length).toBeLessThan(turns.length)
    expect(kept[0]?.role).toBe('user')
  })

  it('counts the instructions', () => {
    const tight = { ...window, contextTokens: 2_600, maxOutputTokens: 500 }
    const without = trimToWindow(turns, tight).length
    expect(trimToWindow(turns, { ...tight, instructions: 'word '.repeat(900) }).length).toBeLessThan(without)
  })

  it('gives up where not even the newest message fits', () => {
    expect(() => trimToWindow([said('user', 4_000)], { ...window, contextTokens: 512 })).toThrow(
      expect.objectContaining({ code: 'CONTEXT_TOO_LONG' }),
    )
  })
})
