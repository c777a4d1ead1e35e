import { describe, expect, it } from 'vitest'
import type { ProviderRequest } from '../provider.ts'
import { toGeminiBody, toGeminiPath } from './gemini-request.ts'

const request: ProviderRequest = {
  model: 'gemini',
  instructions: 'Be brief.',
  turns: [
    { role: 'user', text: 'a' },
    { role: 'assistant', text: 'b' },
    { role: 'user', text: 'c' },
    { role: 'user', text: 'd' },
  ],
  temperature: 0,
  maxOutputTokens: 9,
}

describe('a generation', () => {
  it('calls the assistant the model, and joins turns of one role', () => {
    expect(toGeminiBody(request)).toEqual({
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'a' }] },
        { role: 'model', parts: [{ text: 'b' }] },
        { role: 'user', parts: [{ text: 'c\n\nd' }] },
      ],
      generationConfig: { temperature: 0, maxOutputTokens: 9 },
    })
  })

  it('leaves out what is not set', () => {
    const bare = { ...request, instructions: undefined, temperature: undefined, maxOutputTokens: undefined }
    expect(Object.keys(toGeminiBody(bare))).toEqual(['contents'])
  })

  it.each([
    ['gemini-2.5-flash', 'models/gemini-2.5-flash:streamGenerateContent'],
    ['models/gemini-2.5-flash', 'models/gemini-2.5-flash:streamGenerateContent'],
    ['tunedModels/mine', 'tunedModels/mine:streamGenerateContent'],
    ['../../x?y=1#z', 'models/..%2F..%2Fx%3Fy%3D1%23z:streamGenerateContent'],
  ])('asks %s at %s', (model, path) => {
    expect(toGeminiPath(model)).toBe(path)
  })
})
