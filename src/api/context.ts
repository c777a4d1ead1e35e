import type { Viewer } from '../access/viewer.ts'
import type { Chat } from '../chat/chat.ts'
import { ChatError } from '../errors.ts'
import type { ModelRegistry } from '../provider/model-registry.ts'
import type { Loaders } from './loaders.ts'
import type { ServerType } from './type/server.type.ts'

/** What every resolver is given. One is made for each operation, on HTTP and on the socket alike. */
export interface ApiContext {
  chat: Chat
  models: ModelRegistry
  loaders: Loaders
  server: ServerType
  /** Undefined where no valid token came along. */
  viewer: Viewer | undefined
  /** Why nobody could find out who asks, where that is so. */
  viewerFailure?: Error
  requestId: string
}

/** Who asks, or UNAUTHENTICATED. */
export function requireViewer({ viewer, viewerFailure }: ApiContext): Viewer {
  if (viewer) return viewer
  if (viewerFailure !== undefined) throw viewerFailure
  throw new ChatError('UNAUTHENTICATED', 'Sign in first: no valid token came with the request.')
}
