import type { DataSource } from 'typeorm'
import type { ViewerTokens } from '../access/viewer-tokens.ts'
import type { ModelRegistry } from '../provider/model-registry.ts'
import type { ReplyLog } from '../reply-log/reply-log.ts'
import type { ReplyWriter } from '../reply/reply-writer.ts'
import type { WritingPlaces } from '../reply/writing-places.ts'
import type { ViewerEvents } from '../viewer-events/viewer-events.ts'

/** What the verbs work with. */
export interface ChatDeps {
  db: DataSource
  log: ReplyLog
  events: ViewerEvents
  writer: ReplyWriter
  places: WritingPlaces
  models: ModelRegistry
  tokens: ViewerTokens
  /** This process, as writer. */
  writerId: string
  /** Whether anyone may become a viewer. */
  anonymous: boolean
  /** The longest message, in UTF-16 units. */
  maxTextLength: number
}
