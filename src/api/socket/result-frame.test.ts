import { expect, it } from 'vitest'
import { resultFrame } from './result-frame.ts'

/** The text in a frame, read as RFC 6455 has it, which must be the whole of it. */
function textOf(frame: Buffer): string {
  expect(frame[0]).toBe(0x81)
  const [start, length] =
    frame[1]! < 126
      ? [2, frame[1]!]
      : frame[1] === 126
        ? [4, frame.readUInt16BE(2)]
        : [10, Number(frame.readBigUInt64BE(2))]
  // In the shortest form that can tell it.
  expect(length).toBeGreaterThanOrEqual({ 2: 0, 4: 126, 10: 65_536 }[start]!)
  expect(frame.length).toBe(start + length)
  return frame.toString('utf8', start)
}

it.each([0, 1, 100, 110, 124, 125, 126, 3_980, 4_000, 65_500, 65_520, 65_535, 65_536, 70_000, 200_000])(
  'is one message that a client understands, with %i letters in it',
  (length) => {
    for (const letter of ['x', 'é', '\u2028', '😀']) {
      const json = JSON.stringify(letter.repeat(length / letter.length))
      const before = '{"id":"ö","payload":'
      expect(textOf(Buffer.concat(resultFrame(before, json)))).toBe(`${before}${json}}`)
    }
  },
)

it('shares the bytes of a long result among those who are sent it', () => {
  const json = JSON.stringify('x'.repeat(10_000))
  const [one, two] = [resultFrame('{"id":"1","payload":', json), resultFrame('{"id":"2","payload":', json)]
  expect(one[1]).toBe(two[1])
})
