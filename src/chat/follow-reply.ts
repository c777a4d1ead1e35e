import type { Viewer } from '../access/viewer.ts'
import { notFound } from '../errors.ts'
import { beginning, parseCursor } from '../reply-log/cursor.ts'
import type { ReplyLogReader } from '../reply-log/reply-log.ts'
import { ReplyStore } from '../reply/reply-store.ts'
import type { ChatDeps } from './deps.ts'
import { knownId } from './input.ts'

/** The events of a reply after a cursor, live, to its end. Rejects before there is a stream where the viewer may not or the cursor is wrong. */
export const followReply =
  ({ db, log }: ChatDeps) =>
  async (viewer: Viewer, id: string, after: string | null | undefined): Promise<ReplyLogReader> => {
    const replyId = knownId(id, () => notFound('reply'))
    const cursor = after == null ? beginning : parseCursor(after)
    if (!(await new ReplyStore(db.manager).findOwned(replyId, viewer.id))) throw notFound('reply')
    return log.read(replyId, cursor)
  }
