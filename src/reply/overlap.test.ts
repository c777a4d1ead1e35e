import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OverlapTrimmer } from './overlap.ts'

function continued(old: string, pieces: string[]): string {
  const trimmer = new OverlapTrimmer(old)
  return pieces.map((piece) => trimmer.push(piece)).join('') + trimmer.end()
}

const old = 'The quick brown fox jumps over the lazy dog and then'

describe('a continuation', () => {
  it('loses what it repeats of the text before it, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: old.length }),
        fc.array(fc.integer({ min: 1, max: 9 })),
        (repeated, cuts) => {
          const rest = ' sleeps all day long.'
          const units = [...(old.slice(-repeated) + rest)]
          const pieces = cuts.map((cut) => units.splice(0, cut).join(''))
          expect(continued(old, [...pieces, units.join('')])).toBe(rest)
        },
      ),
    )
  })

  it('keeps what only happens to begin as the text ends', () => {
    expect(continued('I said no', ['no, no and no'])).toBe('no, no and no')
    expect(continued(old, ['then it was night'])).toBe('then it was night')
    expect(continued(old, ['The quick brown fox is mentioned again.'])).toBe('The quick brown fox is mentioned again.')
  })

  it('keeps everything that is new, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('X', 'Y', 'Z') })), (pieces) => {
        expect(continued(old, pieces)).toBe(pieces.join(''))
      }),
    )
  })

  it('takes a whole short text that is repeated, and ends well where nothing else comes', () => {
    expect(continued('Yes', ['Yes, of course'])).toBe(', of course')
    expect(continued(old, [old.slice(-20)])).toBe('')
    expect(continued(old, [])).toBe('')
  })

  it('holds back only while a repetition may be under way', () => {
    const trimmer = new OverlapTrimmer(old)
    expect(trimmer.push('the lazy dog')).toBe('')
    expect(trimmer.holds).toBe(true)
    expect(trimmer.push(' and a cat')).toBe('the lazy dog and a cat')
    expect(trimmer.holds).toBe(false)
    expect(trimmer.push(' more')).toBe(' more')
  })
})
