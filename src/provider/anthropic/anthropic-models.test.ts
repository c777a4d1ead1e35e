import { describe, expect, it } from 'vitest'
import { fromAnthropicModels } from './anthropic-models.ts'

describe("Anthropic's listing of models", () => {
  it('gives names, and the context length where it is told', () => {
    expect(fromAnthropicModels({ data: [{ id: 'claude-a' }, { id: 'claude-b', max_input_tokens: 200_000 }] })).toEqual([
      { name: 'claude-a' },
      { name: 'claude-b', contextTokens: 200_000 },
    ])
  })

  it('finds nothing in what is no listing', () => {
    for (const strange of [{}, { data: 7 }, { data: [null, {}, { id: 7 }] }])
      expect(fromAnthropicModels(strange)).toEqual([])
  })
})
