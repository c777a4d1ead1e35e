/** Holds a scripted reply back: each `release` lets one more delta out. */
export class Gate {
  private permits = 0
  private waiting: (() => void)[] = []

  constructor(private open: boolean) {}

  release(count = 1): void {
    this.permits += count
    while (this.permits > 0 && this.waiting.length > 0) {
      this.permits -= 1
      this.waiting.shift()?.()
    }
  }

  releaseAll(): void {
    this.open = true
    for (const go of this.waiting.splice(0)) go()
  }

  async pass(): Promise<void> {
    if (this.open) return
    if (this.permits > 0) this.permits -= 1
    else await new Promise<void>((resolve) => this.waiting.push(resolve))
  }
}
