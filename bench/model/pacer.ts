import { machineNow } from '../clock.ts'
import { tokenEveryMs } from './model-order.ts'

/** Something that is due once in each round of the pacer. False where it wants no more. */
export type Paced = () => boolean

/**
 * Calls everything that is paced once a round, each at its own millisecond of it, by one timer for all. A round that comes
 * late is made up for, so that the rate holds.
 */
export class Pacer {
  readonly #slots: Set<Paced>[] = Array.from({ length: tokenEveryMs }, () => new Set<Paced>())
  #timer: NodeJS.Timeout | undefined
  #lastMs = 0
  #size = 0

  /** The first call comes one round from now. */
  add(paced: Paced): void {
    const nowMs = Math.floor(machineNow())
    if (this.#timer === undefined) {
      this.#lastMs = nowMs
      this.#timer = setInterval(() => this.#catchUp(), 1)
    }
    this.#slotAt(nowMs).add(paced)
    this.#size++
  }

  remove(paced: Paced): void {
    for (const slot of this.#slots) if (slot.delete(paced)) this.#size--
    if (this.#size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #catchUp(): void {
    const nowMs = Math.floor(machineNow())
    while (this.#lastMs < nowMs) {
      this.#lastMs++
      for (const paced of this.#slotAt(this.#lastMs)) if (!paced()) this.remove(paced)
    }
  }

  #slotAt(ms: number): Set<Paced> {
    return this.#slots[ms % tokenEveryMs] as Set<Paced>
  }
}
