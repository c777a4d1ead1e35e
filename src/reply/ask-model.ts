import { setTimeout as wait } from 'node:timers/promises'
import type { ResolvedModel } from '../provider/model-registry.ts'
import {
  ProviderFault,
  type Completion,
  type Provider,
  type ProviderRequest,
  type StartedRun,
  type Turn,
} from '../provider/provider.ts'
import type { ReplyAppender } from '../reply-log/reply-log.ts'
import { patiently } from './patiently.ts'
import { Pen } from './pen.ts'
import { goOnFrom, trimToWindow } from './prompt.ts'
import type { SleepGuard } from './sleep-guard.ts'
import type { Outcome } from './reply-store.ts'
import type { ThreadStore } from './thread-store.ts'

/** What is to be written: the answer to a message, by a model. */
export interface Assignment {
  messageId: string
  model: ResolvedModel
  /** A run of the model's that began under another writer and is to be read on; nothing is asked anew then. */
  rejoin?: StartedRun | undefined
  /** UTF-16 units at the beginning of what the run then says that stand already. */
  again?: number | undefined
  /** Whether the model is to go on from the text that stands already. */
  continuing?: boolean | undefined
}

export interface AskOptions {
  threads: ThreadStore
  /** The server's own instructions, where a conversation and model have none. */
  instructions: string | undefined
  sleep: SleepGuard
  /** The vendor has named its run. */
  onRun: (run: string) => void
  /** The first text came. */
  onFirstText: () => void
}

/** Asks the model, or joins its run again, and appends what it says; resolves once it said why it finished. */
export async function askModel(
  { messageId, model, rejoin, again = 0, continuing }: Assignment,
  { appender, signal }: { appender: ReplyAppender; signal: AbortSignal },
  options: AskOptions,
): Promise<Outcome> {
  const { provider } = model
  const kept = continuing ? appender.tape.text : undefined
  const pen = new Pen(appender, signal, { ...options, kept, rejoin, again })
  const reading = rejoin && provider.rejoin ? provider.rejoin(rejoin, pen.take, signal) : request()
  const completion = await reading.catch((error: unknown) => {
    // What was to be gone on from may have been all of it: only its end was lost.
    if (kept !== undefined && error instanceof ProviderFault && error.saidNothing) return nothingMore
    return readOn(error, { provider, pen, signal })
  })
  await pen.end()
  return { status: 'completed', finishReason: completion.finishReason, ...completion.usage }

  async function request(): Promise<Completion> {
    const request = await requestFor(messageId, model, { ...options, kept, signal })
    if (kept !== undefined) appender.appendMark({ type: 'notice', kind: 'recovered', model: model.id })
    return provider.stream(request, pen.take, signal)
  }
}

const nothingMore: Completion = {
  finishReason: 'stop',
  usage: { inputTokens: undefined, outputTokens: undefined },
}

const mostRejoins = 3
const firstPauseMs = 250

/** A stream that broke need not be the end of the run behind it: reads on where it lives on, else throws what happened. */
async function readOn(
  failure: unknown,
  { provider, pen, signal }: { provider: Provider; pen: Pen; signal: AbortSignal },
): Promise<Completion> {
  let latest = failure
  for (let tries = 0; tries < mostRejoins; tries++) {
    const run = await pen.resume()
    const transient = latest instanceof ProviderFault && latest.kind === 'transient'
    if (!run || !provider.rejoin || !transient || signal.aborted) break
    await wait(firstPauseMs * 2 ** tries, undefined, { signal })
    try {
      return await provider.rejoin(run, pen.take, signal)
    } catch (error) {
      latest = error
    }
  }
  throw latest
}

type RequestOptions = Pick<AskOptions, 'threads' | 'instructions'> & { kept: string | undefined; signal: AbortSignal }

async function requestFor(
  messageId: string,
  { model, settings }: ResolvedModel,
  { threads, instructions: usual, kept, signal }: RequestOptions,
): Promise<ProviderRequest> {
  const { contextTokens, temperature, maxOutputTokens } = settings
  // Nothing was asked yet: a database that is away for a moment is no reason for the reply to fail.
  const thread = await patiently(() => threads.upTo(messageId, contextTokens), signal)
  signal.throwIfAborted()
  const instructions = thread?.instructions ?? settings.instructions ?? usual
  const said: Turn[] = thread?.turns ?? []
  const turns = trimToWindow(kept === undefined ? said : [...said, ...goOnFrom(kept)], {
    contextTokens,
    maxOutputTokens,
    instructions,
  })
  return { model, instructions, turns, temperature, maxOutputTokens }
}
