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

describe('renameConversation', () => {
  const rename = 'mutation ($id: ID!, $title: String!) { renameConversation(id: $id, title: $title) { title } }'

  it('gives it another title, without the blanks around it, and does not make it active', async () => {
    const older = await viewer.chat('older')
    const newer = await viewer.chat('newer')
    const answer = await viewer.ask(rename, { id: older.conversation.id, title: ' Grüße 👋 ' })
    expect(answer).toEqual({ renameConversation: { title: 'Grüße 👋' } })
    const { edges } = await viewer.conversations()
    expect(edges.map(({ node }) => [node.id, node.title])).toEqual([
      [newer.conversation.id, 'newer'],
      [older.conversation.id, 'Grüße 👋'],
    ])
  })

  it('is not undone by the next message', async () => {
    const { conversation } = await viewer.chat('first words')
    await viewer.ask(rename, { id: conversation.id, title: 'Mine' })
    const { conversation: after } = await viewer.chat('other words', { conversationId: conversation.id })
    expect(after.title).toBe('Mine')
  })
})

describe('deleteConversation', () => {
  it('removes everything in it, and nothing else', async () => {
    const kept = await viewer.chat('kept')
    const before = await parley.countRows()
    const { conversation, message } = await viewer.chat('first')
    await viewer.chat('second', { conversationId: conversation.id })
    await viewer.follow((await viewer.regenerate(message.id)).id).end()
    expect(await viewer.remove(conversation.id)).toBe(conversation.id)
    expect(await parley.countRows()).toEqual(before)
    expect((await viewer.conversations()).edges.map(({ node }) => node.id)).toEqual([kept.conversation.id])
  })

  it('stops its replies, tells their subscribers, and closes their requests, within a second', async () => {
    const before = await parley.countRows()
    parley.vendor.script({ chunks: ['text that is flushed'], finishReason: null, done: false, end: 'stall' })
    const { conversation, reply } = await viewer.send('Go on')
    const request = await parley.vendor.nextRequest()
    const following = viewer.follow(reply.id)
    await following.until(({ text }) => text !== '')
    await viewer.remove(conversation.id)
    await following.until(({ outcome }) => outcome !== undefined, 1_000)
    expect((await inTime(request.closed, 1_000, 'the end of the request')).byClient).toBe(true)
    expect(await parley.countRows()).toEqual(before)
    expect(await viewer.reply(reply.id)).toBeNull()
    const [refusal] = await viewer.follow(reply.id).refusal()
    expect(refusal?.extensions.code).toBe('NOT_FOUND')
  })

  it('is done once: whoever comes second is told NOT_FOUND', async () => {
    const { conversation } = await viewer.chat('Hello')
    const mutation = 'mutation ($id: ID!) { deleteConversation(id: $id) }'
    const answers = await Promise.all(Array.from({ length: 5 }, () => viewer.gql(mutation, { id: conversation.id })))
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1)
    const refused = answers.flatMap(({ errors = [] }) => errors)
    expect(refused.map(({ extensions }) => extensions.code)).toEqual(Array(4).fill('NOT_FOUND'))
  })

  it('leaves no reply behind where messages are sent at the same time', async () => {
    const before = await parley.countRows()
    for (let run = 0; run < 10; run++) {
      const { conversation } = await viewer.chat('Hello')
      const sending = [1, 2].map(() => viewer.trySend('More', { conversationId: conversation.id }))
      const removing = viewer.remove(conversation.id)
      for (const { errors = [] } of await Promise.all(sending)) {
        for (const { extensions } of errors) expect(['NOT_FOUND', 'CONFLICT']).toContain(extensions.code)
      }
      await removing
    }
    expect(await parley.countRows()).toEqual(before)
    expect(parley.logs.filter(({ level }) => level === 'error')).toEqual([])
  })
})
