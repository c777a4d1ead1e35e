import type { DeltaSink } from '../delta-sink.ts'
import { faultOf } from '../faults.ts'
import type { Completion } from '../provider.ts'
import { completionOf, parseEvent, sumOfCounts, tokenCount, type ReplyReader } from '../reply-reader.ts'
import { toAnthropicStreamFault } from './anthropic-faults.ts'
import type { AnthropicEvent, AnthropicUsage } from './anthropic-wire.ts'

const finishReasons: Record<string, Completion['finishReason']> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
}

/** Reads the events of one message. */
export class AnthropicReader implements ReplyReader {
  state: ReplyReader['state'] = 'open'
  private finishReason: Completion['finishReason'] = 'other'
  private readonly usage: AnthropicUsage = {}

  constructor(
    private readonly provider: string,
    private readonly sink: DeltaSink,
  ) {}

  read(data: string): void {
    if (data.startsWith('[DONE]')) return
    const event = parseEvent(this.provider, data) as AnthropicEvent
    // The status was 200 long ago: the vendor has no other way left to say that it failed.
    if (event.type === 'error' || event.error) throw toAnthropicStreamFault(this.provider, event)
    switch (event.type) {
      case 'content_block_delta':
        if (event.delta?.type === 'text_delta') this.sink.text(event.delta.text)
        else if (event.delta?.type === 'thinking_delta') this.sink.reasoning(event.delta.thinking)
        break
      case 'content_block_start':
        if (event.content_block?.type === 'text') this.sink.text(event.content_block.text)
        break
      case 'message_start':
        Object.assign(this.usage, event.message?.usage)
        break
      case 'message_delta':
        // Running totals, not additions: the last one is the sum.
        Object.assign(this.usage, event.usage)
        if (event.delta?.stop_reason) this.finish(event.delta.stop_reason)
        break
      case 'message_stop':
        if (this.state === 'open') throw faultOf('truncatedReply', this.provider, { status: 200 })
        this.state = 'done'
        break
      default:
    }
  }

  complete(): Completion {
    const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens } = this.usage
    const usage = {
      inputTokens: sumOfCounts(input_tokens, cache_creation_input_tokens, cache_read_input_tokens),
      outputTokens: tokenCount(output_tokens),
    }
    return completionOf(this.provider, this.sink, { finishReason: this.finishReason, usage })
  }

  private finish(reason: string): void {
    if (reason === 'refusal') throw faultOf('blocked', this.provider, { status: 200, mayHaveRun: true })
    this.state = 'finished'
    this.finishReason = finishReasons[reason] ?? 'other'
  }
}
