import type { EntityManager } from 'typeorm'
import type { Viewer } from '../access/viewer.ts'
import { ViewerEventStore, type NewViewerEvent } from '../viewer-events/viewer-event-store.ts'
import type { ChatDeps } from './deps.ts'

/** Says what a change did, in the order in which followers of the viewer are to be told of it. */
export type RecordEvents = (...events: NewViewerEvent[]) => void

/**
 * Changes what belongs to a viewer, in one transaction with the events that say so, and tells the viewer's followers once
 * it is committed. The events are written last: their counter's row is held until the commit, and whoever holds it must
 * not wait for anything else.
 */
export async function change<Result>(
  { db, events }: Pick<ChatDeps, 'db' | 'events'>,
  viewer: Viewer,
  work: (tx: EntityManager, record: RecordEvents) => Promise<Result>,
): Promise<Result> {
  const recorded: NewViewerEvent[] = []
  const { result, newest } = await db.transaction(async (tx) => {
    const result = await work(tx, (...made) => void recorded.push(...made))
    const newest = recorded.length > 0 ? await new ViewerEventStore(tx).record(viewer.id, recorded) : undefined
    return { result, newest }
  })
  if (newest !== undefined) events.announce(viewer.id, newest)
  return result
}
