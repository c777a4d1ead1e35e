import { describe, expect, it } from 'vitest'
import type { ProviderRequest } from '../provider.ts'
import { toResponsesBody } from './responses-request.ts'

const request: ProviderRequest = {
  model: 'gpt',
  instructions: 'Be brief.',
  turns: [
    { role: 'user', text: 'a' },
    { role: 'assistant', text: 'b' },
    { role: 'user', text: ' ' },
    { role: 'user', text: 'c' },
  ],
  temperature: undefined,
  maxOutputTokens: undefined,
}

describe('a response asked for', () => {
  it('runs in the background, with the turns that say something', () => {
    expect(toResponsesBody(request)).toEqual({
      model: 'gpt',
      instructions: 'Be brief.',
      input: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'user', content: 'c' },
      ],
      stream: true,
      background: true,
      store: true,
    })
  })

  it('has no instructions where they are blank', () => {
    expect(toResponsesBody({ ...request, instructions: ' ' })).not.toHaveProperty('instructions')
  })

  it('is never limited to fewer tokens than OpenAI takes', () => {
    expect(toResponsesBody({ ...request, maxOutputTokens: 3, temperature: 0 })).toMatchObject({
      max_output_tokens: 16,
      temperature: 0,
    })
    expect(toResponsesBody({ ...request, maxOutputTokens: 500 })).toMatchObject({ max_output_tokens: 500 })
  })
})
