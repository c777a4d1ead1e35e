import { describe, expect, it } from 'vitest'
import { estimateTokens } from './token-estimate.ts'

// What the o200k tokenizer counts for these texts.
const counted: [script: string, text: string, tokens: number][] = [
  [
    'English',
    'The quick brown fox jumps over the lazy dog while the children of the village sleep, dreaming about the summer that has just begun. Nobody would have believed that so many people were interested in such things, but they certainly were, and they kept asking.',
    50,
  ],
  [
    'French',
    "Longtemps, je me suis couché de bonne heure. Parfois, à peine ma bougie éteinte, mes yeux se fermaient si vite que je n'avais pas le temps de me dire",
    42,
  ],
  ['Greek', 'Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.', 31],
  ['Hebrew', 'כל בני אדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון', 30],
  ['Chinese', '人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。', 37],
  ['Korean', '모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.', 24],
  ['emoji', '😀🎉🚀👩‍👩‍👧🏳️‍🌈 hello 👍🏽', 23],
]

describe('estimateTokens', () => {
  it('finds no tokens in an empty text', () => {
    expect(estimateTokens('')).toBe(0)
  })

  it.each(counted)(
    'estimates %s at no less than a tokenizer counts, and at less than twice as much',
    (_, text, tokens) => {
      expect(estimateTokens(text)).toBeGreaterThanOrEqual(tokens)
      expect(estimateTokens(text)).toBeLessThan(2 * tokens)
    },
  )

  it('takes four ASCII letters for a token and one ideograph for a token', () => {
    expect(estimateTokens('abcd'.repeat(100))).toBe(100)
    expect(estimateTokens('人'.repeat(100))).toBe(100)
  })

  it('rounds up, so that any text at all costs something', () => {
    expect(estimateTokens('a')).toBe(1)
  })
})
