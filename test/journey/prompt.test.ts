import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChatClient } from '../kit/client.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'
import type { RecordedRequest } from '../kit/fake-vendor/fake-vendor.ts'

let folder: string
let parley: StartedParley
let viewer: ChatClient
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-config-'))
  const file = join(folder, 'parley.config.json')
  const models = {
    'openai/fake-tiny': { contextTokens: 256, maxOutputTokens: 64, temperature: 0.25, instructions: 'You are tiny.' },
  }
  await writeFile(file, JSON.stringify({ models, aliases: { quick: 'openai/fake-tiny' } }))
  parley = await startParley({ env: { PARLEY_INSTRUCTIONS: 'Be brief.', PARLEY_CONFIG: file } })
})
beforeEach(async () => {
  parley.vendor.reset()
  parley.vendor.defaults.answer = ({ lastUserText }) => `re ${lastUserText}`
  viewer = await parley.signIn()
})
afterAll(async () => {
  await parley.close()
  await rm(folder, { recursive: true })
})

const newest = (): RecordedRequest => parley.vendor.requests.at(-1) as RecordedRequest
const turns = (): [string, string][] =>
  (newest().json['messages'] as { role: string; content: string }[]).map(({ role, content }) => [role, content])

describe('what the model is sent', () => {
  it('is the conversation so far, after the instructions of the server', async () => {
    const { conversation } = await viewer.chat('one')
    await viewer.chat('two', { conversationId: conversation.id })
    expect(turns()).toEqual([
      ['system', 'Be brief.'],
      ['user', 'one'],
      ['assistant', 're one'],
      ['user', 'two'],
    ])
  })

  it("has a conversation's own instructions instead, and new ones from the next message on", async () => {
    const { conversation } = await viewer.chat('one', { instructions: 'Speak like a pirate.' })
    expect(turns()[0]).toEqual(['system', 'Speak like a pirate.'])
    const mutation = `mutation ($id: ID!, $instructions: String) {
      setInstructions(conversationId: $id, instructions: $instructions) { instructions } }`
    await viewer.ask(mutation, { id: conversation.id, instructions: 'Speak like a poet.' })
    await viewer.chat('two', { conversationId: conversation.id })
    expect(turns()[0]).toEqual(['system', 'Speak like a poet.'])
    await viewer.ask(mutation, { id: conversation.id, instructions: ' ' })
    await viewer.chat('three', { conversationId: conversation.id })
    expect(turns()[0]).toEqual(['system', 'Be brief.'])
  })

  it('goes to another model from one message to the next, with the settings of that model', async () => {
    const { conversation, reply } = await viewer.chat('one')
    expect([reply.model, newest().json['temperature']]).toEqual(['openai/fake-small', undefined])
    const second = await viewer.chat('two', { conversationId: conversation.id, model: 'quick' })
    expect(second.reply.model).toBe('openai/fake-tiny')
    expect(newest().json).toMatchObject({ model: 'fake-tiny', temperature: 0.25, max_completion_tokens: 64 })
    expect(turns()[0]).toEqual(['system', 'You are tiny.'])
    const third = await viewer.chat('three', { conversationId: conversation.id, model: 'openai' })
    expect(third.reply.model).toBe('openai/fake-small')
    expect(turns()).toContainEqual(['assistant', 're two'])
  })

  it('leaves out the oldest turns where the window is full, and never begins with an answer', async () => {
    const { conversation } = await viewer.chat(`first ${'many words '.repeat(30)}`)
    for (const text of ['second', 'third', 'fourth']) {
      await viewer.chat(`${text} ${'many words '.repeat(8)}`, { conversationId: conversation.id })
    }
    await viewer.chat('newest', { conversationId: conversation.id, model: 'quick' })
    const sent = turns()
    expect(sent.at(-1)).toEqual(['user', 'newest'])
    expect(sent[1]?.[0]).toBe('user')
    expect(sent.some(([, text]) => text.startsWith('first'))).toBe(false)
    expect(sent.some(([, text]) => text.startsWith('fourth'))).toBe(true)
  })

  it('fails as CONTEXT_TOO_LONG, without a request, where not even the newest turn fits', async () => {
    const { reply } = await viewer.chat('word '.repeat(500), { model: 'quick' })
    expect(reply).toMatchObject({ status: 'FAILED', text: '', error: { code: 'CONTEXT_TOO_LONG', retryable: false } })
    expect(parley.vendor.requests).toEqual([])
  })

  it('follows the branch that the message stands on', async () => {
    const first = await viewer.chat('one')
    const conversationId = first.conversation.id
    const second = await viewer.chat('two', { conversationId })
    const branch = await viewer.chat('instead', { conversationId, afterReplyId: first.reply.id })
    expect(turns().slice(1)).toEqual([
      ['user', 'one'],
      ['assistant', 're one'],
      ['user', 'instead'],
    ])
    expect(branch.message.afterReplyId).toBe(first.reply.id)
    await viewer.chat('on', { conversationId, afterReplyId: second.reply.id })
    expect(turns().map(([, text]) => text)).toEqual(['Be brief.', 'one', 're one', 'two', 're two', 'on'])
    const { edges } = await viewer.history(conversationId)
    expect(edges.map(({ node }) => node.text)).toEqual(['one', 'two', 'instead', 'on'])
  })

  it('has the reply that is in use where a message was answered twice', async () => {
    const { conversation, message, reply } = await viewer.chat('one')
    parley.vendor.defaults.answer = () => 'another answer'
    await viewer.follow((await viewer.regenerate(message.id)).id).end()
    expect(turns().slice(1)).toEqual([['user', 'one']])
    await viewer.chat('two', { conversationId: conversation.id })
    expect(turns()).toContainEqual(['assistant', 'another answer'])
    await viewer.ask('mutation ($id: ID!) { selectReply(replyId: $id) { id } }', { id: reply.id })
    await viewer.chat('two again', { conversationId: conversation.id, afterReplyId: reply.id })
    expect(turns()).toContainEqual(['assistant', 're one'])
  })
})
