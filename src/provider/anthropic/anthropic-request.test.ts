import { describe, expect, it } from 'vitest'
import type { ProviderRequest } from '../provider.ts'
import { toAnthropicBody } from './anthropic-request.ts'

const request: ProviderRequest = {
  model: 'claude',
  instructions: 'Be brief.',
  turns: [
    { role: 'assistant', text: 'before the window' },
    { role: 'user', text: 'a' },
    { role: 'user', text: 'b' },
  ],
  temperature: undefined,
  maxOutputTokens: undefined,
}

describe('a message', () => {
  it('always has a limit, begins with the user and joins turns of one role', () => {
    expect(toAnthropicBody(request)).toEqual({
      model: 'claude',
      max_tokens: 8192,
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'a\n\nb' }],
      stream: true,
    })
  })

  it('takes the limit and the temperature that it is given', () => {
    const body = toAnthropicBody({ ...request, instructions: '', maxOutputTokens: 9, temperature: 0 })
    expect(body).toMatchObject({ max_tokens: 9, temperature: 0 })
    expect(body).not.toHaveProperty('system')
  })
})
