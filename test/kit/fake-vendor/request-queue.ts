import type { RecordedRequest } from './recorded-request.ts'

/** Hands each request to one taker, in order of arrival. */
export class RequestQueue {
  private readonly waiting: RecordedRequest[] = []
  private readonly takers: ((request: RecordedRequest) => void)[] = []

  put(request: RecordedRequest): void {
    const taker = this.takers.shift()
    if (taker) taker(request)
    else this.waiting.push(request)
  }

  take(timeoutMs: number): Promise<RecordedRequest> {
    const ready = this.waiting.shift()
    if (ready) return Promise.resolve(ready)
    return new Promise((resolve, reject) => {
      const taker = (request: RecordedRequest) => {
        clearTimeout(timer)
        resolve(request)
      }
      const timer = setTimeout(() => {
        this.takers.splice(this.takers.indexOf(taker), 1)
        reject(new Error(`no request reached the fake vendor within ${timeoutMs} ms`))
      }, timeoutMs)
      this.takers.push(taker)
    })
  }

  clear(): void {
    this.waiting.length = 0
  }
}
