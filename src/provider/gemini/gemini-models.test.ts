import { describe, expect, it } from 'vitest'
import { fromGeminiModels } from './gemini-models.ts'

const model = (name: string, methods = ['generateContent']) => ({
  name: `models/${name}`,
  inputTokenLimit: 1_048_576,
  supportedGenerationMethods: methods,
})

describe("Gemini's listing of models", () => {
  it('keeps what generates content, with its limit', () => {
    expect(fromGeminiModels({ models: [model('gemini-2.5-flash'), model('other', ['countTokens'])] })).toEqual([
      { name: 'gemini-2.5-flash', contextTokens: 1_048_576 },
    ])
  })

  it('leaves out what generates no text', () => {
    const others = ['gemini-embedding-001', 'gemini-2.5-flash-image', 'gemini-2.5-flash-preview-tts', 'imagen-4', 'aqa']
    expect(fromGeminiModels({ models: others.map((name) => model(name)) })).toEqual([])
  })

  it('finds nothing in what is no listing', () => {
    for (const strange of [{}, { models: 7 }, { models: [null, {}, { name: 7 }] }])
      expect(fromGeminiModels(strange)).toEqual([])
  })
})
