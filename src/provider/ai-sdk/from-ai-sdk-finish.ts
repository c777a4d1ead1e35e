import type { LanguageModelV3FinishReason, LanguageModelV3Usage } from '@ai-sdk/provider'
import { faultOf } from '../faults.ts'
import type { Completion } from '../provider.ts'

/** What came before the end. */
export interface FinishedStream {
  provider: string
  wroteText: boolean
}

/** Reads how an AI SDK model ended; throws where that was no good end. */
export function fromAiSdkFinish(
  { unified, raw }: LanguageModelV3FinishReason,
  usage: LanguageModelV3Usage,
  { provider, wroteText }: FinishedStream,
): Completion {
  if (unified === 'content-filter') throw faultOf('blocked', provider)
  // Packages close a stream that broke off with a finish of their own, which nobody at the vendor gave a reason for.
  if (unified === 'error' || (unified === 'other' && raw === undefined)) throw faultOf('truncatedReply', provider)
  if (!wroteText) throw faultOf(unified === 'length' ? 'nothingButThoughts' : 'emptyReply', provider)
  return {
    finishReason: unified === 'stop' || unified === 'length' ? unified : 'other',
    usage: { inputTokens: usage.inputTokens.total, outputTokens: usage.outputTokens.total },
  }
}
