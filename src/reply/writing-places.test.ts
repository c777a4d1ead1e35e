import { describe, expect, it } from 'vitest'
import { WritingPlaces } from './writing-places.ts'

const limits = { atOnce: 3, atOncePerViewer: 2, waiting: 4, waitingPerViewer: 3 }

/** Takes a place and notes under this name when it may be written in. */
function enter(places: WritingPlaces, order: string[], name: string) {
  const place = places.reserve(name.charAt(0))
  place.whenFree(() => order.push(name))
  return place
}

describe('places to write in', () => {
  it('lets in at once while there is room, and the next one as soon as somebody leaves', () => {
    const places = new WritingPlaces(limits)
    const order: string[] = []
    const [first] = ['a1', 'b1', 'c1', 'd1'].map((name) => enter(places, order, name))
    expect(order).toEqual(['a1', 'b1', 'c1'])
    first!.leave()
    first!.leave()
    expect(order).toEqual(['a1', 'b1', 'c1', 'd1'])
    expect(places.free).toBe(0)
  })

  it('gives each viewer a share only, and lets viewers take turns', () => {
    const places = new WritingPlaces(limits)
    const order: string[] = []
    const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2'].map((name) => enter(places, order, name))
    expect(order).toEqual(['a1', 'a2', 'b1'])
    all[0]!.leave()
    expect(order.at(-1)).toBe('a3')
    all[4]!.leave()
    expect(order.at(-1)).toBe('c1')
    all[5]!.leave()
    expect(order.at(-1)).toBe('b2')
    all[1]!.leave()
    expect(order.at(-1)).toBe('a4')
    expect(places.waiting).toBe(0)
  })

  it('refuses who finds no room to wait in, and says when to come back', () => {
    const places = new WritingPlaces(limits)
    const order: string[] = []
    const mine = ['a1', 'a2', 'a3', 'a4', 'a5'].map((name) => enter(places, order, name))
    expect(() => enter(places, order, 'a6')).toThrow(
      expect.objectContaining({ code: 'OVERLOADED', retryable: true, retryAfterMs: 2_000 }),
    )
    ;['b1', 'b2'].forEach((name) => enter(places, order, name))
    expect(() => enter(places, order, 'c1')).toThrow(expect.objectContaining({ code: 'OVERLOADED' }))
    mine[3]!.leave()
    enter(places, order, 'c1')
    expect(order).toEqual(['a1', 'a2', 'b1'])
  })

  it('forgets who leaves while waiting', () => {
    const places = new WritingPlaces(limits)
    const order: string[] = []
    const [first, , waiting] = ['a1', 'a2', 'a3', 'a4'].map((name) => enter(places, order, name))
    waiting!.leave()
    first!.leave()
    expect(order).toEqual(['a1', 'a2', 'a4'])
    expect(places.waiting).toBe(0)
  })

  it('takes in what is stored already however many wait', () => {
    const places = new WritingPlaces({ ...limits, atOnce: 1, waiting: 0, waitingPerViewer: 0 })
    const order: string[] = []
    const first = enter(places, order, 'a1')
    places.enter('a').whenFree(() => order.push('taken over'))
    first.leave()
    expect(order).toEqual(['a1', 'taken over'])
  })
})
