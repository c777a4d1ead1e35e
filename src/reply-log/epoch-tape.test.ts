import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EpochTape, type Mark, type TapeEvent } from './epoch-tape.ts'

const notice = { type: 'notice', kind: 'retrying', model: null } as const

function readAll(tape: EpochTape, from = 0): TapeEvent[] {
  const events: TapeEvent[] = []
  for (let next = tape.after(from); next; next = tape.after(next.end)) events.push(next.event)
  return events
}

describe('an epoch tape', () => {
  it('merges text between marks and counts a position for each unit and mark', () => {
    const tape = new EpochTape(0)
    for (const text of ['a', 'bc', '😀']) tape.appendText(text)
    tape.appendMark(notice)
    tape.appendText('d')
    expect(tape.length).toBe(7)
    expect(readAll(tape)).toEqual([{ type: 'text-delta', text: 'abc😀' }, notice, { type: 'text-delta', text: 'd' }])
    expect(readAll(tape, 2)).toEqual([{ type: 'text-delta', text: 'c😀' }, notice, { type: 'text-delta', text: 'd' }])
    expect(tape.after(7)).toBeUndefined()
  })

  it('refuses a position inside a surrogate pair', () => {
    const tape = EpochTape.of(0, 'a😀', [])
    expect(() => tape.after(2)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }))
  })

  it('is the same after a detour through segments, wherever they are cut', () => {
    const part = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constant(notice))
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.boolean()), (parts, cuts) => {
        const tape = new EpochTape(3)
        const copy = new EpochTape(3)
        const flush = () => {
          const { text, marks } = tape.segmentFrom(copy.length)
          copy.append(text, marks)
        }
        for (const [index, content] of parts.entries()) {
          if (typeof content === 'string') tape.appendText(content)
          else tape.appendMark(content)
          if (cuts[index]) flush()
        }
        flush()
        expect(copy.text).toBe(tape.text)
        expect(copy.marks).toEqual(tape.marks)
        expect(readAll(copy)).toEqual(readAll(tape))
        expect(readAll(EpochTape.of(3, tape.text, tape.marks))).toEqual(readAll(tape))
      }),
    )
  })

  it('keeps marks where they were', () => {
    const marks: Mark[] = [
      { at: 0, ...notice, kind: 'fell-back' },
      { at: 3, ...notice },
    ]
    expect(EpochTape.of(1, 'abcd', marks).marks).toEqual(marks)
    expect(readAll(EpochTape.of(1, 'abcd', marks))).toEqual([
      { ...notice, kind: 'fell-back' },
      { type: 'text-delta', text: 'ab' },
      notice,
      { type: 'text-delta', text: 'cd' },
    ])
  })
})
