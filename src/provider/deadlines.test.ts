import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withDeadlines } from './deadlines.ts'
import type { Completion, Delta, Provider, ProviderRequest, StartedRun } from './provider.ts'

const request: ProviderRequest = {
  model: 'm',
  instructions: undefined,
  turns: [{ role: 'user', text: 'hi' }],
  temperature: undefined,
  maxOutputTokens: undefined,
}
const whole: Completion = { finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1 } }
const text = (piece: string): Delta => ({ type: 'text-delta', text: piece })
const textOf = (delta: Delta): string => ('text' in delta ? delta.text : '')

/** A provider whose one reply the test speaks itself. */
class HandProvider implements Provider {
  readonly name = 'hand'
  say: (delta: Delta) => void = () => undefined
  finish: (completion: Completion) => void = () => undefined
  break: (reason: unknown) => void = () => undefined
  signal: AbortSignal | undefined

  constructor(private readonly deaf = false) {}

  stream(_: ProviderRequest, onDelta: (delta: Delta) => void, signal: AbortSignal): Promise<Completion> {
    this.say = onDelta
    this.signal = signal
    return new Promise((resolve, reject) => {
      this.finish = resolve
      this.break = reject
      if (!this.deaf) signal.addEventListener('abort', () => reject(signal.reason as Error))
    })
  }

  listModels = () => Promise.resolve([{ name: 'm' }])
}

describe('a provider held to its deadlines', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const start = (hand = new HandProvider(), options = {}) => {
    const seen: string[] = []
    const controller = new AbortController()
    const limits = { firstDeltaMs: 60, betweenDeltasMs: 45, totalMs: 600, ...options }
    const reply = withDeadlines(hand, limits).stream(request, (delta) => seen.push(textOf(delta)), controller.signal)
    const settled = reply.then(
      (completion) => ({ completion }),
      (error: unknown) => ({ error }),
    )
    return { hand, seen, controller, settled }
  }

  it('passes a whole reply through and leaves no timer and no listener', async () => {
    const { hand, seen, controller, settled } = start()
    hand.say(text('a'))
    hand.finish(whole)
    expect(await settled).toEqual({ completion: whole })
    expect(seen).toEqual(['a'])
    expect(vi.getTimerCount()).toBe(0)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  it('gives up where no delta comes', async () => {
    const { hand, settled } = start()
    await vi.advanceTimersByTimeAsync(59)
    expect(hand.signal?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await settled).toMatchObject({ error: { code: 'PROVIDER_TIMEOUT', retry: 'once' } })
    expect(hand.signal?.aborted).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('starts the wait anew with each delta, and then interrupts', async () => {
    const { hand, settled } = start()
    for (let beat = 0; beat < 5; beat += 1) {
      await vi.advanceTimersByTimeAsync(44)
      hand.say(text('a'))
    }
    await vi.advanceTimersByTimeAsync(44)
    expect(hand.signal?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await settled).toMatchObject({ error: { code: 'REPLY_INTERRUPTED', cause: { code: 'PROVIDER_TIMEOUT' } } })
  })

  it('takes a thought for life, but not for text', async () => {
    const { hand, settled } = start()
    await vi.advanceTimersByTimeAsync(59)
    hand.say({ type: 'reasoning-delta', text: 'hm' })
    await vi.advanceTimersByTimeAsync(44)
    expect(hand.signal?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await settled).toMatchObject({ error: { code: 'PROVIDER_TIMEOUT' } })
  })

  it('ends a reply that goes on too long', async () => {
    const { hand, settled, seen } = start()
    for (let at = 0; at < 590; at += 10) {
      hand.say(text('a'))
      await vi.advanceTimersByTimeAsync(10)
    }
    await vi.advanceTimersByTimeAsync(10)
    expect(await settled).toMatchObject({ error: { code: 'REPLY_INTERRUPTED' } })
    expect(seen).toHaveLength(59)
  })

  it('cuts a reply that grows too large before the delta that is too much', async () => {
    const { hand, settled, seen } = start(new HandProvider(), { maxTextLength: 3 })
    hand.say(text('ab'))
    hand.say(text('cd'))
    hand.say(text('e'))
    expect(await settled).toMatchObject({ error: { code: 'REPLY_INTERRUPTED', kind: 'permanent', retry: 'no' } })
    expect(seen).toEqual(['ab'])
  })

  it('does not wait for a provider that does not hear it', async () => {
    const { hand, settled, seen } = start(new HandProvider(true))
    await vi.advanceTimersByTimeAsync(60)
    expect(await settled).toMatchObject({ error: { code: 'PROVIDER_TIMEOUT' } })
    hand.say(text('late'))
    hand.break(new Error('later still'))
    expect(seen).toEqual([])
  })

  it('passes an abort on with its reason, and only once', async () => {
    const { hand, controller, settled, seen } = start()
    const reason = new Error('stopped')
    controller.abort(reason)
    expect(await settled).toEqual({ error: reason })
    expect(hand.signal?.reason).toBe(reason)
    hand.say(text('late'))
    expect(seen).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('passes a failure of the provider on as it is', async () => {
    const { hand, settled } = start()
    const failure = new Error('its own')
    hand.break(failure)
    expect(await settled).toEqual({ error: failure })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('lists the models of the provider inside it', async () => {
    const models = await withDeadlines(new HandProvider()).listModels(new AbortController().signal)
    expect(models).toEqual([{ name: 'm' }])
  })

  it('holds a run that is joined again to the same, and lets it be cancelled', async () => {
    const cancelled: string[] = []
    const hand = Object.assign(new HandProvider(), {
      rejoin: (_: StartedRun, onDelta: (delta: Delta) => void, signal: AbortSignal) =>
        hand.stream(request, onDelta, signal),
      cancel: (run: string) => Promise.resolve(void cancelled.push(run)),
    })
    const timed = withDeadlines(hand, { firstDeltaMs: 60 })
    const seen: Delta[] = []
    const signal = new AbortController().signal
    const silent = timed.rejoin?.({ id: 'r', after: 1 }, (delta) => seen.push(delta), signal)
    const failed = expect(silent).rejects.toMatchObject({ code: 'PROVIDER_TIMEOUT' })
    // A run that has begun has said nothing yet.
    hand.say({ type: 'run-started', run: 'r' })
    await vi.advanceTimersByTimeAsync(61)
    await failed
    expect(seen).toEqual([{ type: 'run-started', run: 'r' }])
    await timed.cancel?.('r', signal)
    expect(cancelled).toEqual(['r'])
  })

  it('promises nothing that the provider behind it cannot do', () => {
    expect(withDeadlines(new HandProvider())).not.toHaveProperty('rejoin')
    expect(withDeadlines(new HandProvider())).not.toHaveProperty('cancel')
  })
})
