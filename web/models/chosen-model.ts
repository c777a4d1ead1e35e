import type { ModelsQuery } from '../generated/graphql.ts'

export type Model = ModelsQuery['models'][number]

const storageKey = 'parley.models'
// Enough for every conversation that is still in use; a bound for the browser's storage.
const most = 200

interface Remembered {
  last: string | null
  byConversation: [conversationId: string, model: string][]
}

type Store = Pick<Storage, 'getItem' | 'setItem'>

function read(storage: Store): Remembered {
  try {
    const stored = JSON.parse(storage.getItem(storageKey) ?? '{}') as Partial<Remembered>
    return {
      last: stored.last ?? null,
      byConversation: Array.isArray(stored.byConversation) ? stored.byConversation : [],
    }
  } catch {
    return { last: null, byConversation: [] }
  }
}

/** Keeps what the reader chose: for this conversation, and as the start of the next one. */
export function rememberModel(storage: Store, model: string, conversationId: string | null): void {
  const { byConversation } = read(storage)
  const others = byConversation.filter(([id]) => id !== conversationId)
  const next: Remembered = {
    last: model,
    byConversation:
      conversationId === null ? others : [...others, [conversationId, model] as [string, string]].slice(-most),
  }
  try {
    storage.setItem(storageKey, JSON.stringify(next))
  } catch {
    // Storage that is full or forbidden: the choice then lasts as long as the page.
  }
}

/** The model to send with: this conversation's, else the last one used, else the server's default; one that answers first. */
export function chosenModel(storage: Store, models: readonly Model[], conversationId: string | null): Model | null {
  const { last, byConversation } = read(storage)
  const wanted = [byConversation.find(([id]) => id === conversationId)?.[1], last]
  const candidates = [
    ...wanted.map((id) => models.find((model) => model.id === id)),
    models.find(({ isDefault }) => isDefault),
    ...models,
  ].filter((model) => model !== undefined)
  return candidates.find(({ available }) => available) ?? candidates[0] ?? null
}
