import type { Viewer } from '../access/viewer.ts'
import { formatEventCursor, parseEventCursor } from '../viewer-events/event-cursor.ts'
import type { ToldEvent } from '../viewer-events/told-event.ts'
import type { ChatDeps } from './deps.ts'

/** All that happens to the viewer's conversations after a cursor, live and without an end. Rejects before there is a stream where the cursor is wrong. */
export const followViewer =
  ({ events }: ChatDeps) =>
  async (viewer: Viewer, after: string | null | undefined): Promise<AsyncIterableIterator<ToldEvent>> =>
    events.follow(viewer.id, after == null ? undefined : parseEventCursor(after, viewer.id))

/** Where the viewer's events stand now. */
export const findEventCursor =
  ({ events }: ChatDeps) =>
  async (viewer: Viewer): Promise<string> =>
    formatEventCursor({ viewerId: viewer.id, sequence: await events.newest(viewer.id) })
