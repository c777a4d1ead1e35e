import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChatClient } from '../kit/client.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'

let parley: StartedParley
let viewer: ChatClient
beforeAll(async () => {
  parley = await startParley({ env: { PARLEY_INSTRUCTIONS: 'Be brief.' } })
})
beforeEach(async () => {
  parley.vendor.reset()
  viewer = await parley.signIn()
})
afterAll(() => parley.close())

// Letters of one to four bytes, a family joined by ZWJ, a flag, and a mark that belongs to the letter before it.
const pieces = ['Grüße, ', '世界! ', '👩‍👩‍', '👧‍👦 ', '🇨🇭', ' e\u0301', '\n\n```ts\nconst a = 1\n```']

describe('a message that is sent', () => {
  it('is stored before it is acknowledged, with its reply open', async () => {
    const gate = parley.vendor.script({ chunks: ['late'], gated: true })
    const { message, conversation, reply } = await viewer.send('Hello there')
    expect(reply).toMatchObject({ status: 'PENDING', text: '', error: null, endedAt: null, model: 'openai/fake-small' })
    const rows = await parley.db.query<{ text: string }[]>('SELECT text FROM message WHERE id = $1', [message.id])
    expect(rows).toEqual([{ text: 'Hello there' }])
    const { edges } = await viewer.history(conversation.id)
    expect(edges).toMatchObject([{ node: { id: message.id, reply: { id: reply.id, status: 'PENDING' } } }])
    gate.releaseAll()
    await viewer.follow(reply.id).end()
  })

  it('is answered delta by delta, and then stands in history as it was streamed', async () => {
    const gate = parley.vendor.script({ chunks: ['Good ', 'morning', '!'], gated: true })
    const { conversation, reply } = await viewer.send('Say hello')
    const following = viewer.follow(reply.id)
    for (const text of ['Good ', 'Good morning', 'Good morning!']) {
      gate.release()
      await following.until((now) => now.text === text)
    }
    const ended = await following.end()
    expect(following.deltas).toEqual(['Good ', 'morning', '!'])
    expect(following.events.map(({ __typename }) => __typename).slice(-2)).toEqual(['ReplyDelta', 'ReplyEnd'])
    expect(ended).toMatchObject({
      status: 'COMPLETED',
      text: 'Good morning!',
      finishReason: 'STOP',
      usage: { inputTokens: 7, outputTokens: 3 },
      error: null,
    })
    expect(ended.endedAt).not.toBeNull()
    const { edges } = await viewer.history(conversation.id)
    expect(edges[0]?.node.reply).toEqual(ended)
    expect(await viewer.reply(reply.id)).toEqual(ended)
  })

  it('gives its conversation its first words as a title', async () => {
    const { conversation } = await viewer.chat('  Plan a trip\n to Bern  ')
    expect(conversation.title).toBe('Plan a trip to Bern')
  })

  it('is listed with the conversations, most recently active first', async () => {
    const first = await viewer.chat('first')
    const second = await viewer.chat('second')
    await viewer.chat('again', { conversationId: first.conversation.id })
    const { edges } = await viewer.conversations()
    expect(edges.map(({ node }) => node.id)).toEqual([first.conversation.id, second.conversation.id])
  })
})

describe('a subscriber', () => {
  it.each(['before', 'during', 'long after'])('who comes %s the text gets all of it', async (moment) => {
    const gate = parley.vendor.script({ chunks: pieces, gated: true, chunking: 'byte' })
    const { reply } = await viewer.send('Text please')
    const early = viewer.follow(reply.id)
    if (moment === 'during') {
      gate.release(3)
      await early.until(({ text }) => text === pieces.slice(0, 3).join(''))
    } else if (moment === 'long after') {
      gate.releaseAll()
      await early.end()
    }
    const following = viewer.follow(reply.id)
    gate.releaseAll()
    expect((await following.end()).text).toBe(pieces.join(''))
    expect(following.text).toBe(pieces.join(''))
    expect((await early.end()).text).toBe(early.text)
    // What is written already comes as few events as possible.
    if (moment === 'long after') expect(following.deltas).toHaveLength(1)
  })

  it('resumes from every cursor it was given, and gets what it lacks once', async () => {
    parley.vendor.script({ chunks: pieces, paceMs: 2, chunking: { seed: 11 } })
    const { reply } = await viewer.send('Text please')
    const following = viewer.follow(reply.id)
    await following.end()
    let seen = ''
    for (const event of following.events) {
      if (event.__typename === 'ReplyDelta') seen += event.text
      const resumed = viewer.follow(reply.id, event.cursor)
      await resumed.end()
      expect(seen + resumed.text).toBe(pieces.join(''))
      expect(resumed.ends).toHaveLength(1)
    }
  })

  it('puts the same text together across sockets that break while it is written', async () => {
    const words = Array.from({ length: 120 }, (_, index) => `word${index} 🙂 `)
    const gate = parley.vendor.script({ chunks: words, gated: true })
    const { reply } = await viewer.send('Many words please')
    let text = ''
    let cursor: string | undefined
    for (let socket = 0; socket < 8; socket++) {
      const reader = viewer.at(parley.url)
      const following = reader.follow(reply.id, cursor)
      gate.release(10)
      await following.until(({ events }) => events.length > 0)
      gate.release(3)
      reader.cut()
      text += following.text
      cursor = following.cursor ?? cursor
    }
    gate.releaseAll()
    const last = viewer.follow(reply.id, cursor)
    const ended = await last.end()
    expect(text + last.text).toBe(words.join(''))
    expect(ended.text).toBe(words.join(''))
  })

  it('sees in `text` and `cursor` of an open reply where to go on', async () => {
    const gate = parley.vendor.script({ chunks: pieces, gated: true })
    const { reply } = await viewer.send('Text please')
    const early = viewer.follow(reply.id)
    gate.release(4)
    await early.until(({ deltas }) => deltas.join('') === pieces.slice(0, 4).join(''))
    const now = await viewer.reply(reply.id)
    expect(now?.text).toBe(pieces.slice(0, 4).join(''))
    const resumed = viewer.follow(reply.id, now?.cursor)
    gate.releaseAll()
    await resumed.end()
    expect((now?.text ?? '') + resumed.text).toBe(pieces.join(''))
  })

  it('may spell ids in capitals, as some clients do', async () => {
    parley.vendor.defaults.answer = () => 'Spelled as you like.'
    const { conversation, reply, message } = await viewer.send('Hello')
    expect((await viewer.follow(reply.id.toUpperCase()).end()).id).toBe(reply.id)
    expect((await viewer.history(conversation.id.toUpperCase())).edges[0]?.node.id).toBe(message.id)
    const clientMessageId = 'the same'
    const again = {
      conversationId: conversation.id.toUpperCase(),
      afterReplyId: reply.id.toUpperCase(),
      clientMessageId,
    }
    const sent = await viewer.send('More', again)
    const same = { conversationId: conversation.id, afterReplyId: reply.id, clientMessageId }
    expect((await viewer.send('More', same)).message.id).toBe(sent.message.id)
    expect(await viewer.stop(sent.reply.id.toUpperCase())).toMatchObject({ id: sent.reply.id })
    const other = await viewer.regenerate(message.id.toUpperCase())
    expect((await viewer.follow(other.id.toUpperCase()).end()).text).toBe('Spelled as you like.')
  })

  it('hears nothing of other replies', async () => {
    parley.vendor.defaults.answer = ({ lastUserText }) => `Answer to ${lastUserText}: ${'word '.repeat(20)}`
    const sent = await Promise.all(['one', 'two', 'three', 'four'].map((text) => viewer.send(text)))
    const ended = await Promise.all(sent.map(({ reply }) => viewer.follow(reply.id).end()))
    expect(ended.map(({ text }) => text.slice(0, 15).trim())).toEqual([
      'Answer to one:',
      'Answer to two:',
      'Answer to three',
      'Answer to four:',
    ])
  })
})
