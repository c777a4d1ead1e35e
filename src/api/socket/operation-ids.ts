/** What a message says about which operation; undefined where it is none of ours to order. */
interface Naming {
  type: 'subscribe' | 'complete'
  id: string
}

/**
 * Keeps an id from being used by two operations at once. The protocol lets a client use an id again once it has completed
 * the operation that had it; the library, which knows operations by their ids alone, may still be setting that one up then
 * and would take the one for the other. So the next one waits until the first is out of the way.
 */
export class OperationIds {
  /** Ids in use, and whether the client has completed what uses them. */
  readonly #inUse = new Map<string, boolean>()
  readonly #next = new Map<string, string>()

  constructor(private readonly hear: (text: string) => Promise<void>) {}

  take(text: string): void {
    const naming = namingOf(text)
    if (!naming) return void this.hear(text)
    const { type, id } = naming
    if (type === 'subscribe') this.#subscribe(id, text)
    else this.#complete(id, text)
  }

  #subscribe(id: string, text: string): void {
    const completed = this.#inUse.get(id)
    // One that is in use and not completed is refused, by the library where it knows of it.
    if (completed && !this.#next.has(id)) return void this.#next.set(id, text)
    if (completed === undefined) this.#inUse.set(id, false)
    void this.hear(text).finally(() => {
      if (completed === undefined) this.#free(id)
    })
  }

  #complete(id: string, text: string): void {
    // What waits has not begun: nobody need be told.
    if (this.#next.delete(id)) return
    if (this.#inUse.has(id)) this.#inUse.set(id, true)
    void this.hear(text)
  }

  #free(id: string): void {
    this.#inUse.delete(id)
    const next = this.#next.get(id)
    if (next === undefined) return
    this.#next.delete(id)
    this.#subscribe(id, next)
  }
}

function namingOf(text: string): Naming | undefined {
  try {
    const { type, id } = JSON.parse(text) as { type?: unknown; id?: unknown }
    if ((type === 'subscribe' || type === 'complete') && typeof id === 'string') return { type, id }
  } catch {
    // The library says what is wrong with it.
  }
  return undefined
}
