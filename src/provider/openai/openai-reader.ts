import type { DeltaSink } from '../delta-sink.ts'
import { faultOf } from '../faults.ts'
import type { Completion, ProviderFault } from '../provider.ts'
import { completionOf, parseEvent, tokenCount, type ReplyReader } from '../reply-reader.ts'
import { toOpenAiStreamFault } from './openai-faults.ts'
import type { OpenAiChoice, OpenAiChunk, OpenAiPart, OpenAiUsage } from './openai-wire.ts'

/** Reads the chunks of one chat completion. */
export class OpenAiReader implements ReplyReader {
  state: ReplyReader['state'] = 'open'
  private finishReason: Completion['finishReason'] = 'other'
  private usage: OpenAiUsage | undefined

  constructor(
    private readonly provider: string,
    private readonly sink: DeltaSink,
  ) {}

  read(data: string): void {
    if (data.startsWith('[DONE]')) {
      // A goodbye without a finish reason: gateways send it after they have swallowed an error.
      if (this.state === 'open') throw this.fault('truncatedReply')
      this.state = 'done'
      return
    }
    const chunk = parseEvent(this.provider, data) as OpenAiChunk
    // Before anything else: an error may stand beside choices that look like an empty success.
    if (chunk.error || chunk.object === 'error') throw toOpenAiStreamFault(this.provider, chunk)
    const usage = chunk.usage ?? chunk.x_groq?.usage
    if (usage) this.usage = usage
    for (const choice of chunk.choices ?? []) {
      if ((choice.index ?? 0) === 0) this.readChoice(choice)
    }
  }

  complete(): Completion {
    const usage = {
      inputTokens: tokenCount(this.usage?.prompt_tokens),
      outputTokens: tokenCount(this.usage?.completion_tokens),
    }
    return completionOf(this.provider, this.sink, { finishReason: this.finishReason, usage })
  }

  private readChoice({ delta, message, finish_reason: reason, error }: OpenAiChoice): void {
    if (error) throw toOpenAiStreamFault(this.provider, { error })
    const fields = delta ?? message
    if (fields) {
      this.sink.reasoning(fields.reasoning_content || fields.reasoning)
      if (Array.isArray(fields.content)) this.readParts(fields.content)
      else this.sink.text(fields.content)
      if (fields.refusal) throw this.fault('blocked')
    }
    if (reason) this.finish(reason)
  }

  private readParts(parts: OpenAiPart[]): void {
    for (const { type, text, thinking } of parts) {
      if (type === 'text') this.sink.text(text)
      else for (const thought of thinking ?? []) this.sink.reasoning(thought.text)
    }
  }

  private finish(reason: string): void {
    if (reason === 'content_filter') throw this.fault('blocked')
    if (reason === 'error') throw this.fault('unavailable')
    this.state = 'finished'
    this.finishReason = reason === 'stop' || reason === 'length' ? reason : 'other'
  }

  private fault(name: Parameters<typeof faultOf>[0]): ProviderFault {
    return faultOf(name, this.provider, { status: 200, mayHaveRun: true })
  }
}
