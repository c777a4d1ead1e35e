import { beforeEach, describe, expect, it } from 'vitest'
import { ReplyFeed, type StoredSegment } from './reply-feed.ts'
import { TailFollower } from './tail-follower.ts'

const segment = (position: number, text: string, epoch = 0): StoredSegment => ({ epoch, position, text, marks: [] })

let feed: ReplyFeed
let looks: number
let follower: TailFollower
beforeEach(() => {
  feed = new ReplyFeed(false)
  looks = 0
  follower = new TailFollower(feed, () => (looks += 1))
})

describe('a follower of the tail', () => {
  it('lets the feed grow without a look into Postgres', () => {
    follower.onSegment(segment(0, 'one '))
    follower.onSegment(segment(4, 'two'))
    expect(feed.tape.text).toBe('one two')
    expect(looks).toBe(0)
  })

  it('takes of an overlap what is new, whatever stands in it', () => {
    feed.appendSegment(segment(0, 'one '))
    const mark = { at: 6, type: 'notice', kind: 'retrying', model: null } as const
    follower.onSegment({ epoch: 0, position: 2, text: 'e two', marks: [mark] })
    expect(feed.tape.text).toBe('one two')
    expect(feed.tape.marks).toEqual([mark])
    follower.onSegment({ epoch: 0, position: 2, text: 'e two!', marks: [mark] })
    expect(feed.tape.text).toBe('one two!')
    expect(feed.tape.marks).toEqual([mark])
    expect(looks).toBe(0)
  })

  it('keeps what is ahead of a gap until Postgres has filled it, and looks there once', () => {
    follower.onSegment(segment(4, 'two '))
    follower.onSegment(segment(8, 'three '))
    expect(looks).toBe(1)
    expect(feed.tape.text).toBe('')
    feed.appendSegment(segment(0, 'one t'))
    follower.catchUp()
    expect(feed.tape.text).toBe('one two three ')
    follower.onSegment(segment(20, 'more'))
    expect(looks).toBe(2)
  })

  it('enters a newer epoch only as Postgres tells it', () => {
    feed.appendSegment(segment(0, 'one'))
    follower.onSegment(segment(0, 'other', 1))
    expect({ looks, text: feed.tape.text }).toEqual({ looks: 1, text: 'one' })
    feed.enterEpoch(1, { carried: [], reason: 'recovery' })
    follower.catchUp()
    expect(feed.tape).toMatchObject({ epoch: 1, text: 'other' })
  })

  it('hears nothing from an epoch that was left behind', () => {
    feed.enterEpoch(1, { carried: [], reason: 'recovery' })
    follower.onSegment(segment(0, 'old', 0))
    expect({ looks, text: feed.tape.text }).toEqual({ looks: 0, text: '' })
  })

  it('keeps the newest where a gap stays open for long', () => {
    const piece = 'x'.repeat(30_000)
    for (let index = 1; index <= 10; index++) follower.onSegment(segment(index * 30_000, piece))
    feed.appendSegment(segment(0, 'x'.repeat(270_000)))
    follower.catchUp()
    expect(feed.tape.length).toBe(330_000)
    expect(looks).toBe(1)
  })

  it('needs no word of Postgres that more was stored, while the tail brings it without a gap', () => {
    expect(follower.fresh).toBe(false)
    follower.onSegment(segment(0, 'one '))
    expect(follower.fresh).toBe(true)
    follower.onSegment(segment(8, 'three'))
    expect(follower.fresh).toBe(false)
    feed.appendSegment(segment(0, 'one two '))
    follower.catchUp()
    expect(follower.fresh).toBe(true)
    follower.onChange()
    expect(follower.fresh).toBe(false)
  })

  it('changes nothing once the reply is written here, or ended', () => {
    feed.complete = true
    follower.onSegment(segment(0, 'late'))
    follower.onChange()
    expect({ looks, text: feed.tape.text }).toEqual({ looks: 0, text: '' })
  })
})
