import type { ReplyText } from './reply-state.ts'

/** `sessionStorage`, `localStorage`, or anything that keeps text by a name. */
export interface TextStorage {
  getItem(name: string): string | null
  setItem(name: string, text: string): void
  removeItem(name: string): void
}

export interface MemoryOptions {
  /** The name under which everything is kept. */
  name?: string
  /** Where there are more, the oldest are let go. */
  mostReplies?: number
  /** Likewise, over the texts of all of them, in UTF-16 units. */
  mostCharacters?: number
  /** How often the storage is written to at most. */
  everyMs?: number
}

type Entry = [replyId: string, cursor: string, text: string]

/**
 * What was received of replies that are still being written, for the page that comes after a reload: it goes on where
 * this one stopped. A reply leaves it at its end, because from then on history has it.
 */
export class ReplyMemory {
  // Not written yet; the newest last.
  readonly #unsaved = new Map<string, Entry>()
  #stopWaiting: (() => void) | undefined
  readonly #options: Required<MemoryOptions>

  constructor(
    private readonly storage: TextStorage,
    { name = 'parley.replies', mostReplies = 16, mostCharacters = 250_000, everyMs = 250 }: MemoryOptions = {},
  ) {
    this.#options = { name, mostReplies, mostCharacters, everyMs }
  }

  /** What is known of a reply. */
  recall(replyId: string): ReplyText | null {
    const entry = this.#unsaved.get(replyId) ?? this.#read().find(([id]) => id === replyId)
    return entry ? { cursor: entry[1], text: entry[2] } : null
  }

  /** Keeps text and cursor, in the place of what was kept of the reply before. Written soon, not at once. */
  keep(replyId: string, { text, cursor }: ReplyText): void {
    if (cursor === null) return this.forget(replyId)
    this.#unsaved.delete(replyId)
    this.#unsaved.set(replyId, [replyId, cursor, text])
    this.#stopWaiting ??= this.#wait()
  }

  forget(replyId: string): void {
    this.#unsaved.delete(replyId)
    if (this.#unsaved.size === 0) this.#rest()
    const entries = this.#read()
    const others = entries.filter(([id]) => id !== replyId)
    if (others.length < entries.length) this.#write(others)
  }

  /** Writes what is waiting to be written. */
  readonly flush = (): void => {
    this.#rest()
    if (this.#unsaved.size === 0) return
    // Read again each time: another tab may share the storage.
    const others = this.#read().filter(([id]) => !this.#unsaved.has(id))
    const entries = [...others, ...this.#unsaved.values()]
    this.#unsaved.clear()
    this.#write(this.#bounded(entries))
  }

  /** Lets everything go, as when another viewer takes over the page. */
  clear(): void {
    this.#unsaved.clear()
    this.#rest()
    this.#write([])
  }

  #bounded(entries: Entry[]): Entry[] {
    const { mostReplies, mostCharacters } = this.#options
    let room = mostCharacters
    // From the newest on, so that it is the oldest that find no room.
    return entries
      .slice(-mostReplies)
      .reverse()
      .filter(([, , text]) => text.length <= room && (room -= text.length) >= 0)
      .reverse()
  }

  #wait(): () => void {
    const timer = setTimeout(this.flush, this.#options.everyMs)
    // A page that is left gets no other chance.
    const isPage = typeof document !== 'undefined'
    if (isPage) addEventListener('pagehide', this.flush)
    return () => {
      clearTimeout(timer)
      if (isPage) removeEventListener('pagehide', this.flush)
    }
  }

  #rest(): void {
    this.#stopWaiting?.()
    this.#stopWaiting = undefined
  }

  #read(): Entry[] {
    try {
      const stored: unknown = JSON.parse(this.storage.getItem(this.#options.name) ?? '[]')
      return Array.isArray(stored) ? stored.filter(isEntry) : []
    } catch {
      return []
    }
  }

  #write(entries: Entry[]): void {
    const { name } = this.#options
    try {
      if (entries.length > 0) this.storage.setItem(name, JSON.stringify(entries))
      else this.storage.removeItem(name)
    } catch {
      // Storage that is full or forbidden: a reload then asks the server for the text once more.
    }
  }
}

const isEntry = (value: unknown): value is Entry =>
  Array.isArray(value) && value.length === 3 && value.every((part) => typeof part === 'string')
