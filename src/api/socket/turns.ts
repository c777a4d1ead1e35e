/** Lets so many run at once; the others wait, in the order in which they came. */
export class Turns {
  readonly #running = new Set<object>()
  readonly #waiting: { who: object; go: () => void }[] = []

  constructor(private readonly most: number) {}

  get waiting(): number {
    return this.#waiting.length
  }

  /** Resolves when it is `who`'s turn, which lasts until `end`; undefined where it is already. */
  begin(who: object): Promise<void> | undefined {
    if (this.#running.size < this.most) return void this.#running.add(who)
    return new Promise((go) => {
      this.#waiting.push({ who, go })
    })
  }

  /** Gives the turn on; nothing where `who` has none. */
  end(who: object): void {
    if (!this.#running.delete(who)) return
    const next = this.#waiting.shift()
    if (!next) return
    this.#running.add(next.who)
    next.go()
  }
}
