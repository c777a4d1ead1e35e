import type { LanguageModelV3, LanguageModelV3StreamPart } from '@ai-sdk/provider'
import { faultOf } from '../faults.ts'
import { asInterruption } from '../interruption.ts'
import type { Completion, Delta, Provider } from '../provider.ts'
import { toAiSdkFault } from './ai-sdk-faults.ts'
import { fromAiSdkFinish } from './from-ai-sdk-finish.ts'
import { toAiSdkCall } from './to-ai-sdk-call.ts'

export interface AiSdkProviderOptions {
  name: string
  /** The package's factory, such as `createMistral({ apiKey })`. */
  model(modelId: string): LanguageModelV3
  /** These packages cannot list their models, so the list is given. */
  models: string[]
}

type Stream = ReadableStream<LanguageModelV3StreamPart>

/** Makes a provider of any vendor whose package implements the AI SDK's `LanguageModelV3`. */
export function createAiSdkProvider({ name, model, models }: AiSdkProviderOptions): Provider {
  return {
    name,
    listModels: () => Promise.resolve(models.map((id) => ({ name: id }))),
    async stream(request, onDelta, signal) {
      signal.throwIfAborted()
      let wroteText = false
      const hear = (delta: Delta): void => {
        wroteText ||= delta.type === 'text-delta'
        onDelta(delta)
      }
      try {
        const stream = await open(() => model(request.model).doStream(toAiSdkCall(request, signal)), signal)
        return await read(name, stream, { hear, wroteText: () => wroteText, signal })
      } catch (error) {
        if (signal.aborted) throw signal.reason
        const fault = toAiSdkFault(name, error)
        throw wroteText ? asInterruption(fault, name) : fault
      }
    },
  }
}

// A package may be deaf to the signal: an abort ends the wait all the same, and a stream that comes later is closed.
async function open(start: () => ReturnType<LanguageModelV3['doStream']>, signal: AbortSignal): Promise<Stream> {
  let onAbort = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  let opening: ReturnType<typeof start> | undefined
  try {
    opening = start()
    return (await Promise.race([opening, aborted])).stream
  } finally {
    signal.removeEventListener('abort', onAbort)
    if (signal.aborted) void opening?.then(({ stream }) => stream.cancel()).then(undefined, () => {})
  }
}

interface Listener {
  hear(delta: Delta): void
  wroteText(): boolean
  signal: AbortSignal
}

async function read(provider: string, stream: Stream, { hear, wroteText, signal }: Listener): Promise<Completion> {
  const reader = stream.getReader()
  const cancel = (): void => void reader.cancel(signal.reason).catch(() => {})
  signal.addEventListener('abort', cancel, { once: true })
  try {
    // The abort may have come between the opening and this listener.
    signal.throwIfAborted()
    for (;;) {
      const { done, value: part } = await reader.read()
      signal.throwIfAborted()
      if (done) throw faultOf('truncatedReply', provider)
      if (part.type === 'error') throw part.error
      if (part.type === 'finish') {
        return fromAiSdkFinish(part.finishReason, part.usage, { provider, wroteText: wroteText() })
      }
      if ((part.type === 'text-delta' || part.type === 'reasoning-delta') && part.delta !== '') {
        hear({ type: part.type, text: part.delta })
      }
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    // Closes the connection where the vendor still holds it open; a stream that has ended does not mind.
    cancel()
  }
}
