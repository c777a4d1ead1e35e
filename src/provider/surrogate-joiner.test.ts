import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SurrogateJoiner } from './surrogate-joiner.ts'

const joined = (pieces: string[]): string[] => {
  const joiner = new SurrogateJoiner()
  return [...pieces.map((piece) => joiner.push(piece)), joiner.flush()]
}

describe('a surrogate joiner', () => {
  it('holds a first half back until the second comes', () => {
    expect(joined(['a\ud83d', '', '\ude00b'])).toEqual(['a', '', '😀b', ''])
  })

  it('replaces a half that stays alone', () => {
    expect(joined(['\ude00a', 'b\ud83d', 'c', '\ud83d']).join('')).toBe('\ufffdab\ufffdc\ufffd')
  })

  it('gives the same text however it is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(40)), (text, cuts) => {
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
        const pieces = places.slice(1).map((end, index) => text.slice(places[index], end))
        expect(joined(pieces).join('')).toBe(text)
      }),
    )
  })
})
