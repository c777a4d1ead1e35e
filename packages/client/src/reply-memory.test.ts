import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ReplyMemory } from './reply-memory.ts'

function memoryStorage(initial: Record<string, string> = {}) {
  const items = new Map(Object.entries(initial))
  let writes = 0
  return {
    items,
    writes: () => writes,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, text: string) => {
      writes += 1
      items.set(name, text)
    },
    removeItem: (name: string) => void items.delete(name),
  }
}

describe('ReplyMemory', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('gives text and cursor back to the page that comes after a reload', () => {
    const storage = memoryStorage()
    new ReplyMemory(storage).keep('r1', { text: 'Hel', cursor: '0:3' })
    vi.runAllTimers()
    expect(new ReplyMemory(storage).recall('r1')).toEqual({ text: 'Hel', cursor: '0:3' })
    expect(new ReplyMemory(storage).recall('r2')).toBeNull()
  })

  it('writes seldom, however fast the text grows', () => {
    const storage = memoryStorage()
    const memory = new ReplyMemory(storage, { everyMs: 200 })
    for (let length = 1; length <= 1000; length += 1) {
      memory.keep('r1', { text: 'x'.repeat(length), cursor: `0:${length}` })
      vi.advanceTimersByTime(1)
    }
    expect(storage.writes()).toBe(5)
    expect(memory.recall('r1')?.cursor).toBe('0:1000')
  })

  it('lets the oldest go where there are too many, or where they are too long', () => {
    const storage = memoryStorage()
    const memory = new ReplyMemory(storage, { mostReplies: 2, mostCharacters: 10 })
    const known = () => ['a', 'b', 'c', 'd'].filter((id) => new ReplyMemory(storage).recall(id))
    for (const id of ['a', 'b', 'c']) memory.keep(id, { text: 'xxx', cursor: '0:3' })
    memory.flush()
    expect(known()).toEqual(['b', 'c'])
    memory.keep('d', { text: 'x'.repeat(8), cursor: '0:8' })
    memory.flush()
    expect(known()).toEqual(['d'])
    memory.keep('a', { text: 'x'.repeat(11), cursor: '0:11' })
    memory.flush()
    expect(known()).toEqual(['d'])
  })

  it('forgets a reply, and leaves nothing behind with the last one', () => {
    const storage = memoryStorage()
    const memory = new ReplyMemory(storage)
    memory.keep('a', { text: 'x', cursor: '0:1' })
    memory.flush()
    memory.keep('a', { text: 'xy', cursor: '0:2' })
    memory.forget('a')
    expect(memory.recall('a')).toBeNull()
    expect(storage.items.size).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('shares its storage with another tab without undoing what that one keeps', () => {
    const storage = memoryStorage()
    const [here, there] = [new ReplyMemory(storage), new ReplyMemory(storage)]
    here.keep('a', { text: 'x', cursor: '0:1' })
    there.keep('b', { text: 'y', cursor: '0:1' })
    vi.runAllTimers()
    expect(new ReplyMemory(storage).recall('a')).not.toBeNull()
    expect(new ReplyMemory(storage).recall('b')).not.toBeNull()
  })

  it('goes on without a storage that is full, forbidden or full of rubbish', () => {
    const refusing = {
      getItem: () => {
        throw new Error('forbidden')
      },
      setItem: () => {
        throw new Error('full')
      },
      removeItem: () => {},
    }
    const memory = new ReplyMemory(refusing)
    memory.keep('a', { text: 'x', cursor: '0:1' })
    expect(memory.recall('a')).not.toBeNull()
    memory.flush()
    expect(memory.recall('a')).toBeNull()
    for (const rubbish of ['{', '7', '[["a"],["b","0:1",7],null]']) {
      expect(new ReplyMemory(memoryStorage({ 'parley.replies': rubbish })).recall('a')).toBeNull()
    }
  })
})
