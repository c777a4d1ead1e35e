import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChatClient } from '../kit/client.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'

let parley: StartedParley
let viewer: ChatClient
beforeAll(async () => {
  parley = await startParley()
})
beforeEach(async () => {
  parley.vendor.reset()
  viewer = await parley.signIn()
})
afterAll(() => parley.close())

describe('a message sent again under the same clientMessageId', () => {
  it('answers what was sent at first and starts nothing', async () => {
    const clientMessageId = randomUUID()
    const first = await viewer.chat('Hello', { clientMessageId })
    const rows = await parley.countRows()
    const again = await viewer.send('Hello', { clientMessageId })
    expect([again.conversation.id, again.message.id, again.reply]).toEqual([
      first.conversation.id,
      first.message.id,
      first.reply,
    ])
    expect(again.message.clientMessageId).toBe(clientMessageId)
    expect(await parley.countRows()).toEqual(rows)
    expect(parley.vendor.requests).toHaveLength(1)
  })

  it('answers the open reply while that is still being written', async () => {
    const gate = parley.vendor.script({ chunks: ['slowly'], gated: true })
    const clientMessageId = randomUUID()
    const first = await viewer.send('Hello', { clientMessageId })
    const again = await viewer.send('Hello', { clientMessageId })
    expect(again.reply).toMatchObject({ id: first.reply.id, status: 'PENDING' })
    gate.releaseAll()
    expect((await viewer.follow(first.reply.id).end()).text).toBe('slowly')
  })

  it.each([1, 2, 3])('makes one message, one reply and one request of 20 at the same time, run %i', async () => {
    const clientMessageId = randomUUID()
    const all = await Promise.all(Array.from({ length: 20 }, () => viewer.send('Hello', { clientMessageId })))
    expect(new Set(all.map(({ conversation, message, reply }) => conversation.id + message.id + reply.id)).size).toBe(1)
    await viewer.follow((all[0] as (typeof all)[number]).reply.id).end()
    const { edges } = await viewer.conversations()
    expect(edges).toHaveLength(1)
    const { edges: messages } = await viewer.history((edges[0] as (typeof edges)[number]).node.id)
    expect(messages).toHaveLength(1)
    expect(messages[0]?.node.replies).toHaveLength(1)
    expect(parley.vendor.requests).toHaveLength(1)
  })

  it('makes one message of 20 at the same time in a conversation that is there already', async () => {
    const { conversation } = await viewer.chat('First')
    const options = { clientMessageId: randomUUID(), conversationId: conversation.id }
    const all = await Promise.all(Array.from({ length: 20 }, () => viewer.send('Second', options)))
    expect(new Set(all.map(({ reply }) => reply.id)).size).toBe(1)
    await viewer.follow((all[0] as (typeof all)[number]).reply.id).end()
    expect((await viewer.history(conversation.id)).edges).toHaveLength(2)
    expect(parley.vendor.requests).toHaveLength(2)
  })

  it('is a CONFLICT that stores nothing where the content differs', async () => {
    const clientMessageId = randomUUID()
    const { conversation, reply } = await viewer.chat('Hello', { clientMessageId })
    const rows = await parley.countRows()
    const others = [
      viewer.trySend('Good-bye', { clientMessageId }),
      viewer.trySend('Hello', { clientMessageId, model: 'openai/fake-large' }),
      viewer.trySend('Hello', { clientMessageId, instructions: 'Shout.' }),
      viewer.trySend('Hello', { clientMessageId, conversationId: conversation.id }),
      viewer.trySend('Hello', { clientMessageId, conversationId: conversation.id, afterReplyId: reply.id }),
    ]
    for (const { errors } of await Promise.all(others)) {
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', retryable: false })
    }
    expect(await parley.countRows()).toEqual(rows)
    expect(parley.vendor.requests).toHaveLength(1)
  })

  it('is a message of its own where another viewer sends it', async () => {
    const clientMessageId = randomUUID()
    const other = await parley.signIn()
    const [mine, theirs] = await Promise.all([
      viewer.chat('Hello', { clientMessageId }),
      other.chat('Something else', { clientMessageId }),
    ])
    expect(mine.message.id).not.toBe(theirs.message.id)
    expect(parley.vendor.requests).toHaveLength(2)
  })

  it('goes through where the first try was refused for its input', async () => {
    const clientMessageId = randomUUID()
    for (const options of [{ model: 'nobody/nothing' }, { conversationId: randomUUID() }]) {
      expect((await viewer.trySend('Hello', { clientMessageId, ...options })).errors).toHaveLength(1)
    }
    expect((await viewer.trySend(' ', { clientMessageId })).errors).toHaveLength(1)
    expect((await viewer.chat('Hello', { clientMessageId })).reply.status).toBe('COMPLETED')
  })

  it('answers the first reply even after others were asked for', async () => {
    const clientMessageId = randomUUID()
    const { message, reply } = await viewer.chat('Hello', { clientMessageId })
    await viewer.follow((await viewer.regenerate(message.id)).id).end()
    expect((await viewer.send('Hello', { clientMessageId })).reply.id).toBe(reply.id)
    expect(parley.vendor.requests).toHaveLength(2)
  })
})
