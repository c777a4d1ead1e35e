import type { DeltaSink } from '../delta-sink.ts'
import { faultOf } from '../faults.ts'
import type { Completion, ProviderFault, StartedRun } from '../provider.ts'
import { completionOf, parseEvent, tokenCount, type ReplyReader } from '../reply-reader.ts'
import { toOpenAiStreamFault } from './openai-faults.ts'
import type { ResponsesEvent, ResponsesObject, ResponsesUsage } from './responses-wire.ts'

// It becomes part of a path, so it may hold nothing that means something there.
const usableId = /^\w[\w.=+:-]{0,511}$/

/** Reads the events of one response, from its beginning or from where somebody else stopped reading. */
export class ResponsesReader implements ReplyReader {
  state: ReplyReader['state'] = 'open'
  /** UTF-16 units of the text that was streamed. */
  private streamed = 0
  private runKnown: boolean
  private finishReason: Completion['finishReason'] = 'other'
  private usage: ResponsesUsage | undefined

  constructor(
    private readonly provider: string,
    private readonly sink: DeltaSink,
    private readonly rejoined?: StartedRun,
  ) {
    this.runKnown = rejoined !== undefined
  }

  read(data: string): void {
    if (data.startsWith('[DONE]')) {
      if (this.state === 'open') throw this.fault('truncatedReply')
      return
    }
    const event = parseEvent(this.provider, data) as ResponsesEvent
    if (event.object === 'response') return this.readWhole(event)
    if (event.type === 'error' || event.error) throw toOpenAiStreamFault(this.provider, event)
    const place = typeof event.sequence_number === 'number' ? event.sequence_number : undefined
    // A server that replays all of the run, or one event too many, must not make the text longer.
    if (this.rejoined && place !== undefined && place <= this.rejoined.after) return
    this.readEvent(event, place)
  }

  /** The response as a whole, of which what was streamed is known; the reader stays open where it has not ended yet. */
  readWhole(response: ResponsesObject): void {
    this.noteRun(response.id)
    const { status } = response
    if (status === 'queued' || status === 'in_progress') return
    if (status === 'completed' || status === 'incomplete') this.readOutput(response)
    this.finish(status, response)
  }

  complete(): Completion {
    const usage = {
      inputTokens: tokenCount(this.usage?.input_tokens),
      outputTokens: tokenCount(this.usage?.output_tokens),
    }
    const ending = { finishReason: this.finishReason, usage }
    if (!this.rejoined?.after) return completionOf(this.provider, this.sink, ending)
    // Whoever rejoins after the last piece of text has all of it already.
    this.sink.flush()
    return ending
  }

  private readEvent({ type, delta, response }: ResponsesEvent, place: number | undefined): void {
    switch (type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        return this.noteRun(response?.id)
      case 'response.output_text.delta':
        if (typeof delta === 'string') this.streamed += delta.length
        return this.sink.text(delta, place)
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return this.sink.reasoning(delta)
      case 'response.refusal.delta':
        if (delta) throw this.fault('blocked')
        return
      case 'response.completed':
      case 'response.incomplete':
        // Some servers write nothing before they are done; whoever streams some text streams all of it.
        if (this.streamed === 0 && !this.rejoined?.after) this.readOutput(response ?? {})
        return this.finish(type.slice('response.'.length), response ?? {})
      case 'response.failed':
      case 'response.cancelled':
        return this.finish(type.slice('response.'.length), response ?? {})
      default:
      // There are some fifty kinds of events, and more to come: none of the others says what a reply needs.
    }
  }

  private noteRun(id: unknown): void {
    if (this.runKnown || typeof id !== 'string' || !usableId.test(id)) return
    this.runKnown = true
    this.sink.runStarted(id)
  }

  private finish(status: string | undefined, response: ResponsesObject): void {
    if (status === 'failed') throw toOpenAiStreamFault(this.provider, { error: response.error ?? {} })
    if (status === 'cancelled') throw this.fault('runGone')
    if (status !== 'completed' && status !== 'incomplete') throw this.fault('badResponse')
    const reason = status === 'incomplete' ? response.incomplete_details?.reason : undefined
    if (reason === 'content_filter') throw this.fault('blocked')
    this.finishReason = status === 'completed' ? 'stop' : reason === 'max_output_tokens' ? 'length' : 'other'
    this.usage = response.usage ?? undefined
    this.state = 'done'
  }

  private readOutput({ output }: ResponsesObject): void {
    const parts = (output ?? []).flatMap(({ type, content }) => (type === 'message' ? (content ?? []) : []))
    if (parts.some(({ type }) => type === 'refusal')) throw this.fault('blocked')
    const text = parts.map((part) => (part.type === 'output_text' ? (part.text ?? '') : '')).join('')
    const { after = 0, received = after === 0 ? 0 : undefined } = this.rejoined ?? {}
    const known = received === undefined ? Infinity : received + this.streamed
    // Nobody can say where such a text would have to go on.
    if (known > text.length) throw this.fault('runGone')
    this.sink.text(text.slice(known))
  }

  private fault(name: Parameters<typeof faultOf>[0]): ProviderFault {
    return faultOf(name, this.provider, { status: 200, mayHaveRun: true })
  }
}
