import { describe, expect, it } from 'vitest'
import { Outbox } from './outbox.ts'
import type { OutboxEntry } from './outbox.ts'

function memoryStorage() {
  const items = new Map<string, string>()
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  }
}

const entry = (id: string, change: Partial<OutboxEntry> = {}): OutboxEntry => ({
  clientMessageId: id,
  conversationId: null,
  text: `text of ${id}`,
  model: null,
  instructions: null,
  afterReplyId: null,
  createdAt: `2026-01-01T00:00:0${id.length}Z`,
  state: 'sending',
  fault: null,
  ...change,
})

describe('Outbox', () => {
  it('brings unacknowledged messages back after a reload, to be sent again under the same id', () => {
    const storage = memoryStorage()
    new Outbox(storage).put(entry('a'))
    const reloaded = new Outbox(storage)
    expect(reloaded.entries()).toEqual([entry('a', { state: 'unsent' })])
  })

  it('leaves a refused message refused after a reload', () => {
    const storage = memoryStorage()
    const fault = { code: 'BAD_USER_INPUT' as const, message: 'Blank.', retryable: false }
    new Outbox(storage).put(entry('a', { state: 'refused', fault }))
    expect(new Outbox(storage).find('a')).toMatchObject({ state: 'refused', fault })
  })

  it('replaces an entry in its place and keeps the order in which they were written', () => {
    const outbox = new Outbox(memoryStorage())
    outbox.put(entry('a'))
    outbox.put(entry('bb'))
    outbox.put(entry('a', { state: 'unsent' }))
    expect(outbox.entries().map((one) => [one.clientMessageId, one.state])).toEqual([
      ['a', 'unsent'],
      ['bb', 'sending'],
    ])
  })

  it('forgets a message once it is acknowledged', () => {
    const storage = memoryStorage()
    const outbox = new Outbox(storage)
    outbox.put(entry('a'))
    outbox.remove('a')
    expect(outbox.entries()).toEqual([])
    expect(new Outbox(storage).entries()).toEqual([])
  })

  it('changes nothing of what another tab keeps', () => {
    const storage = memoryStorage()
    const [here, there] = [new Outbox(storage), new Outbox(storage)]
    here.put(entry('a', { state: 'unsent' }))
    there.put(entry('bb', { state: 'unsent' }))
    here.put(entry('ccc'))
    here.remove('ccc')
    const ids = () => new Outbox(storage).entries().map(({ clientMessageId }) => clientMessageId)
    expect(ids()).toEqual(['a', 'bb'])
    there.remove('bb')
    expect(ids()).toEqual(['a'])
  })

  it('shows what another tab could not send, and what that one sends only there', () => {
    const storage = memoryStorage()
    const [here, there] = [new Outbox(storage), new Outbox(storage)]
    const hear = () => here.takeStored({ key: 'parley.outbox' })
    there.put(entry('a'))
    hear()
    expect(here.entries()).toEqual([])
    there.put(entry('a', { state: 'unsent' }))
    expect(here.entries()).toEqual([])
    here.takeStored({ key: 'another' })
    expect(here.entries()).toEqual([])
    hear()
    expect(here.find('a')?.state).toBe('unsent')
    there.remove('a')
    hear()
    expect(here.entries()).toEqual([])
  })

  it('keeps what it is sending itself, whatever another tab makes of it', () => {
    const storage = memoryStorage()
    const [here, there] = [new Outbox(storage), new Outbox(storage)]
    here.put(entry('a'))
    there.remove('a')
    here.takeStored({ key: null })
    expect(here.find('a')?.state).toBe('sending')
    here.remove('a')
    expect(here.entries()).toEqual([])
  })

  it('tells its listeners, and answers the same snapshot while nothing changes', () => {
    const outbox = new Outbox(memoryStorage())
    let told = 0
    const leave = outbox.subscribe(() => (told += 1))
    outbox.put(entry('a'))
    expect(outbox.entries()).toBe(outbox.entries())
    leave()
    outbox.remove('a')
    expect(told).toBe(1)
  })

  it('survives storage that is full and storage that holds rubbish', () => {
    const full = new Outbox({
      getItem: () => '{"not":"a list"',
      setItem: () => {
        throw new Error('QuotaExceededError')
      },
    })
    full.put(entry('a', { state: 'unsent' }))
    full.put(entry('bb'))
    expect(full.entries()).toHaveLength(2)
    full.remove('a')
    expect(full.entries()).toHaveLength(1)
  })

  it('holds a bounded number of messages', () => {
    const outbox = new Outbox(memoryStorage())
    for (let n = 0; n < 60; n += 1) outbox.put(entry('x'.repeat(n % 9) + n))
    expect(outbox.entries()).toHaveLength(50)
  })
})
