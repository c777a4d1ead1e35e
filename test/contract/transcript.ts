import { beginning, type Cursor } from '../../src/reply-log/cursor.ts'
import type { ReplyLogEvent } from '../../src/reply-log/reply-feed.ts'
import type { ReplyLog } from '../../src/reply-log/reply-log.ts'

/** What a client makes of the events it gets: text appended, thrown away at a reset; the last cursor kept. */
export class Transcript {
  text = ''
  cursor: Cursor = beginning
  ends = 0
  resets = 0
  notices = 0
  events = 0

  apply(event: ReplyLogEvent): void {
    if (this.ends > 0) throw new Error(`${event.type} came after the end`)
    this.events += 1
    this.cursor = event.cursor
    if (event.type === 'text-delta') this.text += event.text
    if (event.type === 'notice') this.notices += 1
    if (event.type === 'end') this.ends += 1
    if (event.type === 'reset') {
      this.resets += 1
      this.text = ''
    }
  }

  /** Follows a reply from the last cursor until its end, or until `enough` says so. */
  async follow(log: ReplyLog, replyId: string, enough: () => boolean = () => false): Promise<void> {
    for await (const event of await log.read(replyId, this.cursor)) {
      this.apply(event)
      if (enough()) return
    }
  }

  /** Takes up to so many events that are there now, and leaves rather than wait for more than a poll. */
  async readSome(log: ReplyLog, replyId: string, events: number): Promise<void> {
    const reader = await log.read(replyId, this.cursor, AbortSignal.timeout(15))
    for (let count = 0; count < events; count++) {
      const next = await reader.next()
      if (next.done) break
      this.apply(next.value)
    }
    await reader.return?.()
  }
}
