import { describe, expect, it } from 'vitest'
import type { ProviderRequest } from '../provider.ts'
import { toOpenAiBody } from './openai-request.ts'

const request: ProviderRequest = {
  model: 'gpt',
  instructions: 'Be brief.',
  turns: [
    { role: 'user', text: 'a' },
    { role: 'user', text: 'b' },
  ],
  temperature: undefined,
  maxOutputTokens: undefined,
}

describe('a chat completion', () => {
  it('asks OpenAI for its usage and takes turns as they come', () => {
    expect(toOpenAiBody(request, { compatible: false })).toEqual({
      model: 'gpt',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'a' },
        { role: 'user', content: 'b' },
      ],
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it('joins turns of one side for other servers, and asks them for usage too', () => {
    expect(toOpenAiBody({ ...request, instructions: ' ' }, { compatible: true })).toEqual({
      model: 'gpt',
      messages: [{ role: 'user', content: 'a\n\nb' }],
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it('names the limit as each expects it', () => {
    const limited = { ...request, maxOutputTokens: 9, temperature: 0 }
    expect(toOpenAiBody(limited, { compatible: false })).toMatchObject({ max_completion_tokens: 9, temperature: 0 })
    expect(toOpenAiBody(limited, { compatible: true })).toMatchObject({ max_tokens: 9, temperature: 0 })
  })
})
