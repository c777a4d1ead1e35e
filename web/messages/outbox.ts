import type { Fault } from '../connection/fault.ts'

/** A message on its way: kept until the server has acknowledged it, over reloads and lost connections. */
export interface OutboxEntry {
  clientMessageId: string
  /** Null for the first message of a new conversation. */
  conversationId: string | null
  text: string
  model: string | null
  instructions: string | null
  afterReplyId: string | null
  createdAt: string
  /** `unsent` never reached the server, or found it busy, and is tried again; `refused` was answered with an error and waits for the person. */
  state: 'sending' | 'unsent' | 'refused'
  fault: Fault | null
}

const storageKey = 'parley.outbox'
// More than a person leaves unsent; a bound for what a broken page could pile up.
const most = 50

/**
 * The messages not yet acknowledged, in the browser's storage, readable as an external store. Every page of the browser
 * keeps its own there: each changes one entry at a time, in the list as it is stored by then.
 */
export class Outbox {
  #entries: readonly OutboxEntry[] = []
  // What this page is sending, or could not store: it stays, whatever another page makes of the storage.
  readonly #own = new Map<string, OutboxEntry>()
  // What was being sent when this page was opened: whoever sent it may be gone.
  readonly #abandoned: Set<string>
  readonly #listeners = new Set<() => void>()

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'>) {
    const stored = this.#read()
    // Whether these arrived is unknown, and sending them again is safe.
    this.#abandoned = new Set(stored.filter(isSending).map(({ clientMessageId }) => clientMessageId))
    this.#show(stored)
  }

  readonly entries = (): readonly OutboxEntry[] => this.#entries

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Takes over what another page has stored; for the browser's `storage` event. */
  readonly takeStored = ({ key }: Pick<StorageEvent, 'key'>): void => {
    if (key === storageKey || key === null) this.#show(this.#read())
  }

  find(clientMessageId: string): OutboxEntry | undefined {
    return this.#entries.find((entry) => entry.clientMessageId === clientMessageId)
  }

  /** Adds an entry, or puts it in the place of the one with the same id. */
  put(entry: OutboxEntry): void {
    this.#change(entry.clientMessageId, entry)
  }

  remove(clientMessageId: string): void {
    this.#change(clientMessageId, null)
  }

  #change(clientMessageId: string, entry: OutboxEntry | null): void {
    const others = this.#read().filter((one) => one.clientMessageId !== clientMessageId)
    const next = entry ? inOrder([...others, entry]) : others
    const isStored = this.#write(next)
    this.#abandoned.delete(clientMessageId)
    this.#own.delete(clientMessageId)
    if (entry && (isSending(entry) || !isStored)) this.#own.set(clientMessageId, entry)
    for (const oldest of [...this.#own.keys()].slice(0, -most)) this.#own.delete(oldest)
    this.#show(next)
  }

  #show(stored: readonly OutboxEntry[]): void {
    const others = stored.filter(({ clientMessageId }) => !this.#own.has(clientMessageId))
    this.#entries = inOrder([...others.flatMap((entry) => this.#seen(entry)), ...this.#own.values()])
    for (const listener of this.#listeners) listener()
  }

  /** An entry as this page sees it: what another page is sending at this moment is shown there. */
  #seen(entry: OutboxEntry): OutboxEntry[] {
    if (!isSending(entry)) return [entry]
    return this.#abandoned.has(entry.clientMessageId) ? [{ ...entry, state: 'unsent' }] : []
  }

  #read(): OutboxEntry[] {
    try {
      const stored: unknown = JSON.parse(this.storage.getItem(storageKey) ?? '[]')
      return Array.isArray(stored) ? stored.filter(isEntry) : []
    } catch {
      return []
    }
  }

  #write(entries: readonly OutboxEntry[]): boolean {
    try {
      this.storage.setItem(storageKey, JSON.stringify(entries))
      return true
    } catch {
      // Storage that is full or forbidden: the entries still live as long as the page.
      return false
    }
  }
}

const isSending = ({ state }: OutboxEntry): boolean => state === 'sending'

const inOrder = (entries: OutboxEntry[]): OutboxEntry[] =>
  entries.sort((a, b) => a.createdAt.localeCompare(b.createdAt)).slice(-most)

function isEntry(value: unknown): value is OutboxEntry {
  const entry = value as Partial<OutboxEntry> | null
  return (
    typeof entry?.clientMessageId === 'string' && typeof entry.text === 'string' && typeof entry.createdAt === 'string'
  )
}
