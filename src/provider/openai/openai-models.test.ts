import { describe, expect, it } from 'vitest'
import { fromOpenAiModels } from './openai-models.ts'

const listing = (...ids: string[]) => ({ data: ids.map((id) => ({ id })) })

describe('a listing of models', () => {
  it('keeps what chats', () => {
    const chat = ['gpt-5-mini', 'gpt-4o', 'o4-mini', 'gpt-4.1-2025-04-14']
    expect(fromOpenAiModels(listing(...chat), { compatible: false }).map(({ name }) => name)).toEqual(chat)
    const open = ['llama3.2:1b', 'meta-llama/Llama-3.3-70B-Instruct', 'deepseek/deepseek-r1', 'gemini-2.5-pro']
    expect(fromOpenAiModels(listing(...open), { compatible: true }).map(({ name }) => name)).toEqual(open)
  })

  it('leaves out what plainly does not', () => {
    const others = [
      ...['text-embedding-3-small', 'whisper-1', 'tts-1-hd', 'gpt-4o-mini-tts', 'dall-e-3', 'gpt-image-1'],
      ...[
        'omni-moderation-latest',
        'gpt-4o-audio-preview',
        'gpt-realtime',
        'gpt-4o-transcribe',
        'davinci-002',
        'sora-2',
      ],
      ...['gpt-3.5-turbo-instruct', 'gpt-5-pro', 'gpt-5-codex', 'o3-deep-research'],
    ]
    expect(fromOpenAiModels(listing(...others), { compatible: false })).toEqual([])
  })

  it('learns the context length wherever a server tells what it serves', () => {
    const data = [
      { id: 'a', context_length: 1 },
      { id: 'b', max_model_len: 2 },
      { id: 'c', meta: { n_ctx_train: 3 } },
      { id: 'd', context_window: 4 },
      { id: 'e', max_context_length: 5 },
      { id: 'f', context_length: 'long' },
    ]
    const found = fromOpenAiModels({ data }, { compatible: true })
    expect(found.map(({ contextTokens }) => contextTokens)).toEqual([1, 2, undefined, 4, 5, undefined])
  })

  it('finds nothing in what is no listing', () => {
    for (const strange of [{}, { data: null }, { data: 'x' }, { data: [null, 7, {}, { id: 7 }, { id: '' }] }]) {
      expect(fromOpenAiModels(strange, { compatible: true })).toEqual([])
    }
  })
})
