import type { Delta } from './provider.ts'
import { SurrogateJoiner } from './surrogate-joiner.ts'
import { ThinkTags } from './think-tags.ts'

/** What the caller's own `onDelta` threw: no fault of the vendor's, and passed on as it is. */
export class DeltaRefused extends Error {}

/** Where every adapter puts the pieces it finds: only whole characters leave it, never an empty delta. */
export class DeltaSink {
  /** Whether any text, thoughts aside, has been delivered. */
  hasText = false
  private readonly textJoiner = new SurrogateJoiner()
  private readonly reasoningJoiner = new SurrogateJoiner()
  private readonly tags: ThinkTags | undefined

  constructor(
    private readonly onDelta: (delta: Delta) => void,
    { thinkTags = false }: { thinkTags?: boolean } = {},
  ) {
    this.tags = thinkTags
      ? new ThinkTags(
          (text) => this.emitText(text),
          (text) => this.emitReasoning(text),
        )
      : undefined
  }

  /** Tells that the vendor's run goes on by itself, and by what name. */
  runStarted(run: string): void {
    this.emit({ type: 'run-started', run })
  }

  /** Takes anything: vendors send null, nothing or another type where they have no text. `place` is the run's after it. */
  text(piece: unknown, place?: number): void {
    if (typeof piece !== 'string' || piece === '') return
    const text = this.textJoiner.push(piece)
    if (text === '') return
    if (this.tags) this.tags.push(text)
    // A half character that still waits here would be lost to whoever rejoins after this piece.
    else this.emitText(text, this.textJoiner.isEmpty ? place : undefined)
  }

  reasoning(piece: unknown): void {
    if (typeof piece !== 'string' || piece === '') return
    this.emitReasoning(this.reasoningJoiner.push(piece))
  }

  /** The reply is whole: lets go of what waited for more. */
  flush(): void {
    this.emitReasoning(this.reasoningJoiner.flush())
    const rest = this.textJoiner.flush()
    if (this.tags) {
      if (rest !== '') this.tags.push(rest)
      this.tags.flush()
    } else {
      this.emitText(rest)
    }
  }

  private emitText(text: string, place?: number): void {
    if (text === '') return
    this.hasText = true
    this.emit(place === undefined ? { type: 'text-delta', text } : { type: 'text-delta', text, place })
  }

  private emitReasoning(text: string): void {
    if (text === '') return
    this.emit({ type: 'reasoning-delta', text })
  }

  private emit(delta: Delta): void {
    try {
      this.onDelta(delta)
    } catch (cause) {
      throw new DeltaRefused('the receiver of deltas failed', { cause })
    }
  }
}
