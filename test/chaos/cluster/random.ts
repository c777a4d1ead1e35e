/** Numbers that look random and follow from a seed: what a run does can be done again. */
export class Random {
  #state: number

  constructor(readonly seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to 1. */
  next(): number {
    // Weyl sequence through a 32-bit finaliser: short, and good enough to choose moments by.
    this.#state = (this.#state + 0x9e3779b9) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new Error('nothing to pick from')
    return items[this.whole(0, items.length - 1)]!
  }

  /** Another sequence that follows from this seed and a name alone, however many numbers were drawn meanwhile. */
  fork(name: string): Random {
    let hash = this.seed
    for (const unit of name) hash = Math.imul(hash ^ unit.codePointAt(0)!, 0x01000193)
    return new Random(hash)
  }

  /** An id that nobody else makes in this run. */
  id(): string {
    return Array.from({ length: 4 }, () => this.whole(0, 0xffff).toString(16).padStart(4, '0')).join('')
  }
}
