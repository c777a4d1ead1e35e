import type { ReplyEntity } from '../reply/reply.entity.ts'

/** How long a reply that has ended is kept at hand, in milliseconds. */
const keptMs = 5_000

/**
 * Replies that have just ended, loaded once for all who are told of it: all readers of a reply are at the same time, and
 * each would otherwise hold a text of its own until its socket takes it.
 */
export class EndedReplies {
  readonly #loaded = new Map<string, Promise<ReplyEntity | undefined>>()

  constructor(private readonly find: (id: string) => Promise<ReplyEntity | null | undefined>) {}

  /** A reply whose readers may be told its end: its row is final. */
  load(id: string): Promise<ReplyEntity | undefined> {
    const known = this.#loaded.get(id)
    if (known) return known
    const loading = this.find(id).then((reply) => reply ?? undefined)
    this.#loaded.set(id, loading)
    const forget = () => this.#loaded.delete(id)
    loading.then(() => setTimeout(forget, keptMs).unref(), forget)
    return loading
  }
}
