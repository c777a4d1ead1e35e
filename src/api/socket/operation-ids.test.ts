import { beforeEach, describe, expect, it } from 'vitest'
import { OperationIds } from './operation-ids.ts'

const say = (type: string, id: string, note = '') => JSON.stringify({ type, id, note })

/** What was passed on, in order, and how to end what was begun. */
let heard: string[]
let endings: (() => void)[]
let ids: OperationIds
beforeEach(() => {
  heard = []
  endings = []
  ids = new OperationIds((text) => {
    const { type, id, note } = JSON.parse(text) as { type: string; id: string; note: string }
    heard.push(`${type} ${id}${note}`)
    return type === 'subscribe' ? new Promise((resolve) => endings.push(resolve)) : Promise.resolve()
  })
})

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the id of an operation', () => {
  it('is free again once what had it is over', async () => {
    ids.take(say('subscribe', '1'))
    endings[0]!()
    await settled()
    ids.take(say('subscribe', '1', ' again'))
    expect(heard).toEqual(['subscribe 1', 'subscribe 1 again'])
  })

  it('is waited for where the client has completed what still has it', async () => {
    ids.take(say('subscribe', '1'))
    ids.take(say('complete', '1'))
    ids.take(say('subscribe', '1', ' again'))
    ids.take(say('subscribe', '2'))
    expect(heard).toEqual(['subscribe 1', 'complete 1', 'subscribe 2'])
    endings[0]!()
    await settled()
    expect(heard.at(-1)).toBe('subscribe 1 again')
    ids.take(say('complete', '1'))
    expect(heard.at(-1)).toBe('complete 1')
  })

  it('is not taken at all by what is completed while it waits', async () => {
    ids.take(say('subscribe', '1'))
    ids.take(say('complete', '1'))
    for (let round = 0; round < 200; round++) {
      ids.take(say('subscribe', '1', ` ${round}`))
      if (round < 199) ids.take(say('complete', '1'))
    }
    endings[0]!()
    await settled()
    expect(heard).toEqual(['subscribe 1', 'complete 1', 'subscribe 1 199'])
  })

  it('that is taken is left to the library to refuse', () => {
    ids.take(say('subscribe', '1'))
    ids.take(say('subscribe', '1', ' twice'))
    expect(heard).toEqual(['subscribe 1', 'subscribe 1 twice'])
  })

  it('does not matter to what has none', () => {
    const other = JSON.stringify({ type: 'ping' })
    new OperationIds((text) => Promise.resolve(void heard.push(text))).take(other)
    expect(heard).toEqual([other])
  })
})
