import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChatClient } from '../kit/client.ts'
import { inTime } from '../kit/eventually.ts'
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

const now = () => performance.timeOrigin + performance.now()

describe('stopReply', () => {
  it('ends the reply for every subscriber and closes the request to the vendor, within a second', async () => {
    const gate = parley.vendor.script({ chunks: ['kept ', 'text', ' never seen'], gated: true })
    const { conversation, reply } = await viewer.send('Go on')
    const request = await parley.vendor.nextRequest()
    const elsewhere = viewer.at(parley.url)
    const subscribers = [viewer.follow(reply.id), viewer.follow(reply.id), elsewhere.follow(reply.id)]
    gate.release(2)
    await Promise.all(subscribers.map((following) => following.until(({ text }) => text === 'kept text')))

    const startedAt = now()
    const stopped = await viewer.stop(reply.id)
    expect(stopped).toMatchObject({ status: 'STOPPED', text: 'kept text', error: null, finishReason: null })
    for (const following of subscribers) {
      expect(await following.end(1_000)).toEqual(stopped)
      expect(following.text).toBe('kept text')
      expect((following.events.at(-1)?.at ?? Infinity) - startedAt).toBeLessThan(1_000)
    }
    const { byClient, at } = await inTime(request.closed, 1_000, 'the end of the request')
    expect(byClient).toBe(true)
    expect(at - startedAt).toBeLessThan(1_000)

    gate.releaseAll()
    expect((await viewer.history(conversation.id)).edges[0]?.node.reply).toEqual(stopped)
    await elsewhere.close()
  })

  it('ends a reply of which the vendor has not said a word', async () => {
    parley.vendor.script({ hang: true })
    const { reply } = await viewer.send('Go on')
    const request = await parley.vendor.nextRequest()
    expect(await viewer.stop(reply.id)).toMatchObject({ status: 'STOPPED', text: '' })
    expect((await inTime(request.closed, 1_000, 'the end of the request')).byClient).toBe(true)
  })

  it('changes nothing about a reply that is final already', async () => {
    const { reply } = await viewer.chat('Hello')
    expect(await viewer.stop(reply.id)).toEqual(reply)
    parley.vendor.script({ hang: true })
    const { reply: other } = await viewer.send('Hello again')
    const stopped = await viewer.stop(other.id)
    expect(await viewer.stop(other.id)).toEqual(stopped)
  })

  it('gives one answer to many who stop at once', async () => {
    parley.vendor.script({ chunks: ['some'], finishReason: null, done: false, end: 'stall' })
    const { reply } = await viewer.send('Go on')
    await viewer.follow(reply.id).until(({ text }) => text === 'some')
    const answers = await Promise.all(Array.from({ length: 8 }, () => viewer.stop(reply.id)))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]?.status).toBe('STOPPED')
  })

  it('makes room for the next message', async () => {
    parley.vendor.script({ chunks: ['half'], finishReason: null, done: false, end: 'stall' })
    const { conversation, reply } = await viewer.send('Go on')
    await viewer.follow(reply.id).until(({ text }) => text === 'half')
    await viewer.stop(reply.id)
    await viewer.chat('And now?', { conversationId: conversation.id })
    const { messages } = parley.vendor.requests.at(-1)?.json as { messages: unknown[] }
    expect(messages).toContainEqual({ role: 'assistant', content: 'half' })
  })

  it('leaves exactly one end, whichever is first, where the model finishes at the same moment', async () => {
    const seen = new Map<string, number>()
    for (let run = 0; run < 30; run++) {
      // The stop comes clearly first, then about at the same time, then clearly last.
      const [paceMs, stopAfterMs] = run < 8 ? [100, run] : run < 22 ? [4, run] : [4, 200]
      parley.vendor.script({ chunks: ['one ', 'two ', 'three'], paceMs })
      const { conversation, reply } = await viewer.send(`Run ${run}`)
      const following = viewer.follow(reply.id)
      await delay(stopAfterMs)
      const stopped = await viewer.stop(reply.id)
      const ended = await following.end()
      expect(following.ends).toHaveLength(1)
      expect(stopped).toEqual(ended)
      expect(following.text).toBe(ended.text)
      expect((await viewer.history(conversation.id)).edges[0]?.node.reply).toEqual(ended)
      if (ended.status === 'COMPLETED') expect(ended.text).toBe('one two three')
      seen.set(ended.status, (seen.get(ended.status) ?? 0) + 1)
    }
    // A race that only one side ever wins would prove nothing.
    expect([...seen.keys()].sort()).toEqual(['COMPLETED', 'STOPPED'])
  })
})

describe('regenerateReply', () => {
  it('adds a reply that is in use from then on, and keeps the first', async () => {
    parley.vendor.script({ chunks: ['first'] })
    const { conversation, message, reply } = await viewer.chat('Hello')
    parley.vendor.script({ chunks: ['second'] })
    const second = await viewer.regenerate(message.id, 'openai/fake-large')
    expect(second).toMatchObject({ status: 'PENDING', model: 'openai/fake-large' })
    await viewer.follow(second.id).end()
    const [edge] = (await viewer.history(conversation.id)).edges
    expect(edge?.node.replies.map(({ id, text }) => [id, text])).toEqual([
      [reply.id, 'first'],
      [second.id, 'second'],
    ])
    expect(edge?.node.reply?.id).toBe(second.id)
  })

  it('is a CONFLICT worth another try while a reply to the message is being written', async () => {
    const gate = parley.vendor.script({ chunks: ['slow'], gated: true })
    const { message, reply } = await viewer.send('Hello')
    const { errors } = await viewer.gql('mutation ($id: ID!) { regenerateReply(messageId: $id) { id } }', {
      id: message.id,
    })
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', category: 'REQUEST', retryable: true })
    gate.releaseAll()
    await viewer.follow(reply.id).end()
  })

  it('opens one reply of many asked for at once', async () => {
    const { conversation, message } = await viewer.chat('Hello')
    parley.vendor.script({ hang: true })
    const mutation = 'mutation ($id: ID!) { regenerateReply(messageId: $id) { id } }'
    const answers = await Promise.all(Array.from({ length: 8 }, () => viewer.gql(mutation, { id: message.id })))
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1)
    const [edge] = (await viewer.history(conversation.id)).edges
    expect(edge?.node.replies).toHaveLength(2)
    await viewer.stop(edge?.node.reply?.id ?? '')
  })

  it('lets a viewer flip between the replies', async () => {
    const { conversation, message, reply } = await viewer.chat('Hello')
    const second = await viewer.regenerate(message.id)
    await viewer.follow(second.id).end()
    const select = 'mutation ($id: ID!) { selectReply(replyId: $id) { id reply { id } } }'
    for (const id of [reply.id, second.id, second.id, reply.id]) {
      expect(await viewer.ask(select, { id })).toEqual({ selectReply: { id: message.id, reply: { id } } })
      expect((await viewer.history(conversation.id)).edges[0]?.node.reply?.id).toBe(id)
    }
  })
})
