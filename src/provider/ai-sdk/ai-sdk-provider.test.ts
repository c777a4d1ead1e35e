import { inspect } from 'node:util'
import { type LanguageModelV3, type LanguageModelV3StreamPart, NoSuchModelError } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import { createAiSdkProvider } from './ai-sdk-provider.ts'

type Parts = ReadableStream<LanguageModelV3StreamPart>

/** A model of which only the stream matters. */
const modelOf = (doStream: () => PromiseLike<{ stream: Parts }>): LanguageModelV3 => ({
  specificationVersion: 'v3',
  provider: 'lab',
  modelId: 'm',
  supportedUrls: {},
  doGenerate: () => Promise.reject(new Error('unused')),
  doStream,
})

const stream = (model: () => LanguageModelV3, signal = new AbortController().signal, onDelta = () => {}) =>
  createAiSdkProvider({ name: 'lab', model, models: [] }).stream(
    { model: 'm', instructions: undefined, turns: [], temperature: undefined, maxOutputTokens: undefined },
    onDelta,
    signal,
  )

const partsOf = (...parts: LanguageModelV3StreamPart[]): Parts =>
  new ReadableStream({
    start: (controller) => {
      for (const part of parts) controller.enqueue(part)
      controller.close()
    },
  })

const start: LanguageModelV3StreamPart = { type: 'stream-start', warnings: [] }
const text: LanguageModelV3StreamPart = { type: 'text-delta', id: '0', delta: 'x' }

describe('an AI SDK model that does not keep to the rules', () => {
  it('may end without a finish part', async () => {
    const parts = partsOf(start, text)
    await expect(stream(() => modelOf(() => Promise.resolve({ stream: parts })))).rejects.toMatchObject({
      code: 'REPLY_INTERRUPTED',
    })
  })

  it('may be deaf to the signal while it answers, and its stream is closed all the same', async () => {
    const abort = new AbortController()
    let cancelled: unknown
    const parts: Parts = new ReadableStream({
      start: (controller) => controller.enqueue(text),
      cancel: (reason) => void (cancelled = reason),
    })
    const reason = new Error('enough')
    const streaming = stream(
      () => modelOf(() => Promise.resolve({ stream: parts })),
      abort.signal,
      () => abort.abort(reason),
    )
    await expect(streaming).rejects.toBe(reason)
    expect(cancelled).toBe(reason)
  })

  it('may be deaf to the signal before it answers, and what it opens later is closed', async () => {
    const abort = new AbortController()
    let answer: (result: { stream: Parts }) => void = () => {}
    const opening = new Promise<{ stream: Parts }>((resolve) => (answer = resolve))
    const reason = new Error('enough')
    const streaming = stream(() => modelOf(() => opening), abort.signal)
    abort.abort(reason)
    await expect(streaming).rejects.toBe(reason)
    await new Promise<void>((resolve) => answer({ stream: new ReadableStream({ cancel: () => resolve() }) }))
  })

  it('may quote anything in an error of its own, which goes no further', async () => {
    const error: LanguageModelV3StreamPart = { type: 'error', error: new Error('sk-secret') }
    const fault = await stream(() => modelOf(() => Promise.resolve({ stream: partsOf(start, error) }))).catch(
      (thrown: unknown) => thrown,
    )
    expect(fault).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' })
    expect(inspect(fault)).not.toContain('sk-secret')
  })

  it('may not exist, which its package says by throwing', async () => {
    const missing = (): never => {
      throw new NoSuchModelError({ modelId: 'm', modelType: 'languageModel' })
    }
    await expect(stream(missing)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })
})
