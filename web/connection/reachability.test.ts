import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Reachability } from './reachability.ts'

function reachability() {
  let away = false
  let restored = 0
  const one = new Reachability(() => (away ? Promise.reject(new Error('away')) : Promise.resolve()))
  one.onRestored(() => (restored += 1))
  return { one, setAway: (is: boolean) => (away = is), restored: () => restored }
}

describe('Reachability', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is in trouble from the first failure until the server answers a probe', async () => {
    const { one, setAway, restored } = reachability()
    setAway(true)
    one.report('http', false)
    expect(one.isTroubled()).toBe(true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(one.isTroubled()).toBe(true)
    setAway(false)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(one.isTroubled()).toBe(false)
    expect(restored()).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('wakes nobody where only a socket dropped and the server was there all along', async () => {
    const { one, restored } = reachability()
    one.report('socket', false)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(one.isTroubled()).toBe(false)
    expect(restored()).toBe(0)
  })

  it('probes at once when the network comes back', async () => {
    const { one, setAway, restored } = reachability()
    setAway(true)
    one.report('http', false)
    await vi.advanceTimersByTimeAsync(60_000)
    setAway(false)
    one.checkNow()
    await vi.advanceTimersByTimeAsync(0)
    expect(restored()).toBe(1)
  })

  it('tells its listeners only of changes', () => {
    const { one } = reachability()
    let told = 0
    one.subscribe(() => (told += 1))
    one.report('http', true)
    one.report('http', false)
    one.report('http', false)
    one.report('http', true)
    expect(told).toBe(2)
  })
})
