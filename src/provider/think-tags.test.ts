import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ThinkTags } from './think-tags.ts'

function parted(pieces: string[]): { text: string; reasoning: string } {
  const seen = { text: '', reasoning: '' }
  const tags = new ThinkTags(
    (text) => void (seen.text += text),
    (text) => void (seen.reasoning += text),
  )
  for (const piece of pieces) tags.push(piece)
  tags.flush()
  return seen
}

describe('thinking tags', () => {
  it('part the thought at the head from the answer', () => {
    expect(parted(['<think>Hm.</think>\n\nFour.'])).toEqual({ reasoning: 'Hm.', text: 'Four.' })
  })

  it('are text anywhere but at the head', () => {
    expect(parted(['So <think>x</think>'])).toEqual({ reasoning: '', text: 'So <think>x</think>' })
    expect(parted(['<think>a</think>b<think>c</think>'])).toEqual({ reasoning: 'a', text: 'b<think>c</think>' })
  })

  it('let text go as soon as it cannot be a tag', () => {
    const seen: string[] = []
    const tags = new ThinkTags(
      (text) => seen.push(text),
      () => undefined,
    )
    tags.push('<')
    expect(seen).toEqual([])
    tags.push('b>')
    expect(seen).toEqual(['<b>'])
  })

  it('do not wait for ever behind blank space', () => {
    const blank = ' '.repeat(100)
    const seen: string[] = []
    new ThinkTags(
      (text) => seen.push(text),
      () => undefined,
    ).push(blank)
    expect(seen).toEqual([blank])
  })

  it('mean the same wherever they are cut', () => {
    const whole = ' <think>a < b </thin and </think> \n<think>Four'
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length)), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), whole.length]
        const pieces = places.slice(1).map((end, index) => whole.slice(places[index], end))
        expect(parted(pieces)).toEqual({ reasoning: 'a < b </thin and ', text: '<think>Four' })
      }),
    )
  })
})
