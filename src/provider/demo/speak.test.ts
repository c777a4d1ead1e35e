import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { speak } from './speak.ts'

const text = '### One\n\n| a | b |\n|---|---|\n\nTwo three  four 😀 five.\n'

describe('speak', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const start = (wordsPerSecond: number, said = text) => {
    const abort = new AbortController()
    const pieces: string[] = []
    const done = speak(said, (piece) => pieces.push(piece), { wordsPerSecond, signal: abort.signal })
    return { abort, pieces, done }
  }

  it('says exactly the text', async () => {
    const { pieces, done } = start(60)
    await vi.advanceTimersByTimeAsync(1_000)
    await done
    expect(pieces.join('')).toBe(text)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('keeps its pace', async () => {
    const { pieces, done } = start(50, 'word '.repeat(100))
    await vi.advanceTimersByTimeAsync(1_000)
    const words = pieces.join('').trim().split(' ').length
    expect(words).toBeGreaterThanOrEqual(48)
    expect(words).toBeLessThanOrEqual(52)
    await vi.advanceTimersByTimeAsync(1_100)
    await done
  })

  it('says everything at once where there is no pace', async () => {
    const { pieces, done } = start(Infinity)
    await vi.advanceTimersByTimeAsync(1)
    await done
    expect(pieces).toEqual([text])
  })

  it('ends at once with an empty text', async () => {
    const { pieces, done } = start(60, '')
    await vi.advanceTimersByTimeAsync(100)
    await done
    expect(pieces).toEqual([])
  })

  it('stops where it is aborted, with the reason of the signal and no timer left', async () => {
    const { abort, pieces, done } = start(10)
    await vi.advanceTimersByTimeAsync(250)
    const rejection = expect(done).rejects.toThrow('enough')
    abort.abort(new Error('enough'))
    await rejection
    const said = pieces.length
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(pieces.length).toBe(said)
    expect(said).toBeGreaterThan(0)
  })

  it('says nothing where it was aborted before', async () => {
    const onText = vi.fn()
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(speak(text, onText, { wordsPerSecond: 60, signal })).rejects.toThrow('enough')
    expect(onText).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('fails, and stops, where its listener throws', async () => {
    const done = speak(
      text,
      () => {
        throw new Error('listener')
      },
      { wordsPerSecond: 60, signal: new AbortController().signal },
    )
    const rejection = expect(done).rejects.toThrow('listener')
    await vi.advanceTimersByTimeAsync(100)
    await rejection
    expect(vi.getTimerCount()).toBe(0)
  })
})
