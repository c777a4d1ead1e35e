import { v7 as uuidv7 } from 'uuid'
import type { Viewer } from '../access/viewer.ts'
import { ViewerStore } from '../access/viewer-store.ts'
import { ChatError } from '../errors.ts'
import type { ChatDeps } from './deps.ts'

/** Makes a viewer without an account, and the token that speaks for them. FORBIDDEN where the configuration says so. */
export const signInAnonymously =
  ({ db, tokens, anonymous }: ChatDeps) =>
  async (): Promise<{ token: string; viewer: Viewer }> => {
    if (!anonymous) throw new ChatError('FORBIDDEN', 'This server does not take viewers without an account.')
    const viewer = await new ViewerStore(db.manager).create(uuidv7())
    return { token: await tokens.sign(viewer.id), viewer }
  }
