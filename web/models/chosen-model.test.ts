import { describe, expect, it } from 'vitest'
import { chosenModel, rememberModel } from './chosen-model.ts'
import type { Model } from './chosen-model.ts'

function memoryStorage(initial?: string) {
  let stored = initial ?? null
  return { getItem: () => stored, setItem: (_key: string, value: string) => void (stored = value) }
}

const model = (id: string, change: Partial<Model> = {}): Model => ({
  id,
  provider: id.split('/')[0]!,
  name: id.split('/')[1]!,
  available: true,
  unavailableReason: null,
  isDefault: false,
  contextTokens: null,
  ...change,
})
const models = [model('lab/a'), model('lab/b', { isDefault: true }), model('lab/c')]

describe('chosenModel', () => {
  it('starts with the server’s default', () => {
    expect(chosenModel(memoryStorage(), models, null)?.id).toBe('lab/b')
  })

  it('keeps a choice for its conversation, and offers it for the next new one', () => {
    const storage = memoryStorage()
    rememberModel(storage, 'lab/a', 'one')
    rememberModel(storage, 'lab/c', 'two')
    expect(chosenModel(storage, models, 'one')?.id).toBe('lab/a')
    expect(chosenModel(storage, models, 'two')?.id).toBe('lab/c')
    expect(chosenModel(storage, models, null)?.id).toBe('lab/c')
  })

  it('passes over a model that is gone or cannot be reached', () => {
    const storage = memoryStorage()
    rememberModel(storage, 'lab/gone', 'one')
    expect(chosenModel(storage, models, 'one')?.id).toBe('lab/b')
    const away = models.map((one) => (one.isDefault ? { ...one, available: false } : one))
    expect(chosenModel(storage, away, 'one')?.id).toBe('lab/a')
  })

  it('names one even where none can be reached, and none where there is none', () => {
    const away = models.map((one) => ({ ...one, available: false }))
    expect(chosenModel(memoryStorage(), away, null)?.id).toBe('lab/b')
    expect(chosenModel(memoryStorage(), [], null)).toBeNull()
  })

  it('forgets the oldest conversations, and survives rubbish in the storage', () => {
    const storage = memoryStorage('{"byConversation":7}')
    for (let n = 0; n < 250; n += 1) rememberModel(storage, 'lab/a', `c${n}`)
    const stored = JSON.parse(storage.getItem()!) as { byConversation: unknown[] }
    expect(stored.byConversation).toHaveLength(200)
    expect(chosenModel(memoryStorage('{'), models, null)?.id).toBe('lab/b')
  })
})
