import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ModelListing } from './model-listing.ts'
import { type ModelDescription, ProviderFault } from './provider.ts'

const fault = new ProviderFault('PROVIDER_UNAVAILABLE', 'lab cannot be reached.', {
  kind: 'transient',
  retry: 'yes',
  fallback: 'yes',
  breaker: 'count',
})

/** Listings of a provider that answers as the test says; `calls` counts how often it was asked. */
const listingOf = (listModels: (signal: AbortSignal) => Promise<ModelDescription[]>) => {
  const asked = { calls: 0 }
  const listing = new ModelListing({
    name: 'lab',
    stream: () => Promise.reject(new Error('unused')),
    listModels: (signal) => {
      asked.calls += 1
      return listModels(signal)
    },
  })
  return { listing, asked }
}

describe('ModelListing', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('asks once for all who want to know at the same time', async () => {
    const { listing, asked } = listingOf(() => Promise.resolve([{ name: 'a' }]))
    const answers = await Promise.all([listing.read(), listing.read(), listing.read()])
    expect(answers.map(({ models }) => models)).toEqual(Array(3).fill([{ name: 'a' }]))
    expect(asked.calls).toBe(1)
  })

  it('gives the answer for a minute without asking again', async () => {
    const { listing, asked } = listingOf(() => Promise.resolve([]))
    await listing.read()
    vi.advanceTimersByTime(59_000)
    await listing.read()
    expect(asked.calls).toBe(1)
  })

  it('gives an answer older than that at once, and the next one to those who come later', async () => {
    let name = 'old'
    const { listing } = listingOf(() => Promise.resolve([{ name }]))
    await listing.read()
    name = 'new'
    vi.advanceTimersByTime(61_000)
    expect((await listing.read()).models).toEqual([{ name: 'old' }])
    await vi.advanceTimersByTimeAsync(0)
    expect((await listing.read()).models).toEqual([{ name: 'new' }])
  })

  it('waits for a new answer where the old one is of another time', async () => {
    let name = 'old'
    const { listing } = listingOf(() => Promise.resolve([{ name }]))
    await listing.read()
    name = 'new'
    vi.advanceTimersByTime(11 * 60_000)
    expect((await listing.read()).models).toEqual([{ name: 'new' }])
  })

  it('tells the fault together with the models of before', async () => {
    let answer = Promise.resolve([{ name: 'a' }])
    const { listing } = listingOf(() => answer)
    await listing.read()
    answer = Promise.reject(fault)
    vi.advanceTimersByTime(11 * 60_000)
    expect(await listing.read()).toEqual({ models: [{ name: 'a' }], fault })
  })

  it('asks a failed provider again after a few seconds, and waits for what it says', async () => {
    let answer: Promise<ModelDescription[]> = Promise.reject(fault)
    const { listing, asked } = listingOf(() => answer)
    expect((await listing.read()).fault).toBe(fault)
    answer = Promise.resolve([{ name: 'a' }])
    expect((await listing.read()).fault).toBe(fault)
    expect(asked.calls).toBe(1)
    vi.advanceTimersByTime(5_001)
    expect(await listing.read()).toEqual({ models: [{ name: 'a' }] })
  })

  it('gives up after three seconds even where the provider ignores its signal, and leaves no timer', async () => {
    let signal: AbortSignal | undefined
    const { listing } = listingOf((given) => {
      signal = given
      return new Promise(() => {})
    })
    const reading = listing.read()
    await vi.advanceTimersByTimeAsync(3_000)
    expect((await reading).fault?.code).toBe('PROVIDER_TIMEOUT')
    expect(signal?.aborted).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('says in our words what an error of another kind may not say', async () => {
    const { listing } = listingOf(() => Promise.reject(new Error('secret sk-123')))
    const { fault: said } = await listing.read()
    expect(said?.message).toBe('lab could not list its models.')
  })

  it('leaves no timer behind an answer', async () => {
    const { listing } = listingOf(() => Promise.resolve([]))
    await listing.read()
    expect(vi.getTimerCount()).toBe(0)
  })
})
