import { validate as isUuid } from 'uuid'
import type { Viewer } from './viewer.ts'
import type { ViewerStore } from './viewer-store.ts'
import type { ViewerTokens } from './viewer-tokens.ts'

export interface IdentifyDeps {
  tokens: ViewerTokens
  viewers: ViewerStore
}

/** Who an `Authorization` header or a socket's `authorization` parameter speaks for, with or without `Bearer `; undefined for nobody. */
export const identify =
  ({ tokens, viewers }: IdentifyDeps) =>
  async (authorization: unknown): Promise<Viewer | undefined> => {
    if (typeof authorization !== 'string') return undefined
    const id = await tokens.verify(authorization.replace(/^bearer /i, ''))
    if (id === undefined || !isUuid(id)) return undefined
    return viewers.find(id)
  }
