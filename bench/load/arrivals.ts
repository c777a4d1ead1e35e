import { Samples } from './samples.ts'

/** When each token came, and how old it was then. */
export class Arrivals {
  readonly #times = new Samples()
  readonly #ages = new Samples()

  add(atMs: number, ageMs: number): void {
    this.#times.push(atMs)
    this.#ages.push(ageMs)
  }

  /** The ages of the tokens that came in this time. */
  agesBetween(fromMs: number, toMs: number): number[] {
    const ages: number[] = []
    for (let index = 0; index < this.#times.length; index++) {
      const at = this.#times.at(index)
      if (at >= fromMs && at < toMs) ages.push(this.#ages.at(index))
    }
    return ages
  }
}
