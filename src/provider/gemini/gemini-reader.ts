import type { DeltaSink } from '../delta-sink.ts'
import { faultOf, type FaultName } from '../faults.ts'
import type { Completion, ProviderFault } from '../provider.ts'
import { completionOf, parseEvent, sumOfCounts, tokenCount, type ReplyReader } from '../reply-reader.ts'
import { toGeminiStreamFault } from './gemini-faults.ts'
import type { GeminiCandidate, GeminiResponse, GeminiUsage } from './gemini-wire.ts'

const finishReasons: Record<string, Completion['finishReason']> = { STOP: 'stop', MAX_TOKENS: 'length' }

const refusals: Record<string, FaultName> = {
  SAFETY: 'blocked',
  LANGUAGE: 'blocked',
  BLOCKLIST: 'blocked',
  PROHIBITED_CONTENT: 'blocked',
  SPII: 'blocked',
  IMAGE_SAFETY: 'blocked',
  RECITATION: 'blockedByChance',
}

/** Reads the responses of one streamed generation, which has no goodbye: it is whole where the finish reason came. */
export class GeminiReader implements ReplyReader {
  state: ReplyReader['state'] = 'open'
  private finishReason: Completion['finishReason'] = 'other'
  private usage: GeminiUsage | undefined

  constructor(
    private readonly provider: string,
    private readonly sink: DeltaSink,
  ) {}

  read(data: string): void {
    // OpenAI's goodbye, which some gateways put after every vendor's stream.
    if (data.startsWith('[DONE]')) return
    const response = parseEvent(this.provider, data) as GeminiResponse
    if (response.error) throw toGeminiStreamFault(this.provider, response)
    if (response.promptFeedback?.blockReason) throw this.fault('blocked')
    if (response.usageMetadata) this.usage = response.usageMetadata
    for (const candidate of response.candidates ?? []) {
      if ((candidate.index ?? 0) === 0) this.readCandidate(candidate)
    }
  }

  complete(): Completion {
    const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount } = this.usage ?? {}
    const usage = {
      inputTokens: tokenCount(promptTokenCount),
      // Thoughts are billed as output, and only here counted apart.
      outputTokens: sumOfCounts(candidatesTokenCount, thoughtsTokenCount),
    }
    return completionOf(this.provider, this.sink, { finishReason: this.finishReason, usage })
  }

  private readCandidate({ content, finishReason }: GeminiCandidate): void {
    for (const { text, thought } of content?.parts ?? []) {
      if (thought) this.sink.reasoning(text)
      else this.sink.text(text)
    }
    if (!finishReason) return
    const reason = finishReasons[finishReason]
    // An unknown reason is as bad as OTHER: nothing says that the text is whole.
    if (!reason) throw this.fault(refusals[finishReason] ?? 'badResponse')
    this.state = 'finished'
    this.finishReason = reason
  }

  private fault(name: FaultName): ProviderFault {
    return faultOf(name, this.provider, { status: 200, mayHaveRun: true })
  }
}
