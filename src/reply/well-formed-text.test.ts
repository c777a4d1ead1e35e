import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WellFormedText } from './well-formed-text.ts'

const through = (pieces: string[]) => {
  const text = new WellFormedText()
  return [...pieces.map((piece) => text.push(piece)), text.end()]
}

describe('text from a model', () => {
  it('is the same however it is cut, and no piece ends inside a surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(200)), (text, cuts) => {
        const units = text.split('')
        const pieces: string[] = []
        for (const cut of cuts) pieces.push(units.splice(0, cut % 4).join(''))
        pieces.push(units.join(''))
        const out = through(pieces)
        expect(out.join('')).toBe(text.replaceAll('\0', '\ufffd'))
        expect(out.every((piece) => piece.isWellFormed())).toBe(true)
      }),
    )
  })

  it('has U+FFFD where a surrogate stands alone, at its end too', () => {
    expect(through(['a\ud83d', 'b']).join('')).toBe('a\ufffdb')
    expect(through(['a\ude00b']).join('')).toBe('a\ufffdb')
    expect(through(['a\ud83d']).join('')).toBe('a\ufffd')
  })
})
