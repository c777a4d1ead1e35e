import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChatClient } from '../kit/client.ts'
import type { Script } from '../kit/fake-vendor/fake-vendor.ts'
import { inTime } from '../kit/eventually.ts'
import { startParley, vendorKey, type StartedParley } from '../kit/parley.ts'

let parley: StartedParley
let viewer: ChatClient
beforeAll(async () => {
  parley = await startParley()
})
beforeEach(async () => {
  parley.vendor.reset()
  parley.logs.length = 0
  viewer = await parley.signIn()
})
afterAll(() => parley.close())

/** Words of the vendor that no client and no log may ever see. */
const secret = 'VENDOR-SECRET-org-42'
const prompt = 'a very private prompt'

interface Fault {
  name: string
  script: Script
  code: string
  category?: string
  retryable: boolean
  text?: string
  retryAfterMs?: number
}

const error = (message: string, more: object = {}) => ({
  error: { message: `${message} ${secret} ${vendorKey}`, ...more },
})
const cut = { finishReason: null, done: false } as const

const faults: Fault[] = [
  {
    name: 'a key that is refused',
    script: { status: 401, body: error('Incorrect API key', { code: 'invalid_api_key' }) },
    code: 'PROVIDER_MISCONFIGURED',
    retryable: false,
  },
  {
    name: 'too many requests',
    script: {
      status: 429,
      headers: { 'retry-after': '2' },
      body: error('Rate limit', { code: 'rate_limit_exceeded' }),
    },
    code: 'PROVIDER_RATE_LIMITED',
    retryable: true,
    retryAfterMs: 2_000,
  },
  {
    name: 'an account that is used up',
    script: { status: 429, body: error('You exceeded your quota', { code: 'insufficient_quota' }) },
    code: 'PROVIDER_QUOTA',
    retryable: false,
  },
  {
    name: 'a server error',
    script: { status: 500, body: error('Boom') },
    code: 'PROVIDER_UNAVAILABLE',
    retryable: true,
  },
  {
    name: 'a model that it does not have',
    script: { status: 404, body: error('No such model', { code: 'model_not_found' }) },
    code: 'MODEL_NOT_FOUND',
    category: 'REQUEST',
    retryable: false,
  },
  {
    name: 'a page of a proxy in place of an answer',
    script: { wire: `<html>${secret}</html>`, headers: { 'content-type': 'text/html' } },
    code: 'PROVIDER_BAD_RESPONSE',
    retryable: true,
  },
  {
    name: 'a connection cut before the first word',
    script: { ...cut, end: 'reset' },
    code: 'PROVIDER_UNAVAILABLE',
    retryable: true,
  },
  {
    name: 'an answer without a word',
    script: { chunks: [] },
    code: 'PROVIDER_BAD_RESPONSE',
    retryable: true,
  },
  {
    name: 'a connection cut in the middle',
    script: { chunks: ['Half ', 'a 👋'], ...cut, end: 'reset' },
    code: 'REPLY_INTERRUPTED',
    retryable: true,
    text: 'Half a 👋',
  },
  {
    name: 'an end that is too early',
    script: { chunks: ['Half'], ...cut, end: 'end' },
    code: 'REPLY_INTERRUPTED',
    retryable: true,
    text: 'Half',
  },
  {
    name: 'an error inside the stream',
    script: { chunks: ['Half'], events: [error('overloaded')], ...cut, end: 'end' },
    code: 'REPLY_INTERRUPTED',
    retryable: true,
    text: 'Half',
  },
  {
    name: 'a content filter after some text',
    script: { chunks: ['Some text'], finishReason: 'content_filter' },
    code: 'CONTENT_BLOCKED',
    category: 'REQUEST',
    retryable: false,
    text: 'Some text',
  },
]

describe('a vendor that fails', () => {
  it.each(faults)('by $name leaves a reply that FAILED with $code', async ({ script, code, retryable, ...fault }) => {
    parley.vendor.script(script)
    const { conversation, reply } = await viewer.send(prompt)
    const following = viewer.follow(reply.id)
    const ended = await following.end()
    expect(ended).toMatchObject({
      status: 'FAILED',
      text: fault.text ?? '',
      finishReason: null,
      error: { code, retryable, category: fault.category ?? 'PROVIDER', retryAfterMs: fault.retryAfterMs ?? null },
    })
    expect(following.text).toBe(fault.text ?? '')
    const history = await viewer.history(conversation.id)
    expect(history.edges[0]?.node.reply).toEqual(ended)
    expect((await viewer.follow(reply.id).end()).error).toEqual(ended.error)

    for (const hidden of [secret, vendorKey]) {
      expect(JSON.stringify([ended, history, following.events])).not.toContain(hidden)
      expect(inWords(parley.logs)).not.toContain(hidden)
    }
    expect(inWords(parley.logs)).not.toContain(prompt)
    expect(parley.logs.filter(({ level }) => level === 'error')).toEqual([])

    // The conversation goes on.
    expect((await viewer.chat('And now?', { conversationId: conversation.id })).reply.status).toBe('COMPLETED')
  })

  it('is not asked a second time behind the viewer’s back', async () => {
    parley.vendor.script({ status: 500, body: {} })
    const { reply } = await viewer.chat('Hello')
    expect(reply.status).toBe('FAILED')
    expect(parley.vendor.requests).toHaveLength(1)
  })

  it('by being away is told as such, and answers again once it is back', async () => {
    const { port } = parley.vendor
    const { conversation } = await viewer.chat('Hello')
    await parley.vendor.stop()
    const { reply } = await viewer.chat('Still there?', { conversationId: conversation.id })
    expect(reply).toMatchObject({ status: 'FAILED', error: { code: 'PROVIDER_UNAVAILABLE', retryable: true } })
    await parley.vendor.listen(port)
    expect((await viewer.chat('And now?', { conversationId: conversation.id })).reply.status).toBe('COMPLETED')
  })

  it('by saying nothing more can be left by stopping the reply', async () => {
    parley.vendor.script({ chunks: ['Some'], ...cut, end: 'stall' })
    const { reply } = await viewer.send('Hello')
    const request = await parley.vendor.nextRequest()
    await viewer.follow(reply.id).until(({ text }) => text === 'Some')
    expect(await viewer.stop(reply.id)).toMatchObject({ status: 'STOPPED', text: 'Some' })
    expect((await inTime(request.closed, 1_000, 'the end of the request')).byClient).toBe(true)
  })

  it('in one reply does not touch another', async () => {
    const gate = parley.vendor.script({ chunks: ['good ', 'answer'], gated: true })
    const good = await viewer.send('one')
    await parley.vendor.nextRequest()
    parley.vendor.script({ chunks: ['bad'], ...cut, end: 'reset' })
    const bad = await viewer.chat('two')
    expect(bad.reply.status).toBe('FAILED')
    gate.releaseAll()
    expect(await viewer.follow(good.reply.id).end()).toMatchObject({ status: 'COMPLETED', text: 'good answer' })
  })
})

/** Everything a log line could print: errors with their causes, stacks and fields. */
function inWords(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null || depth > 8) return String(value)
  const names = value instanceof Error ? ['message', 'stack', 'cause', ...Object.keys(value)] : Object.keys(value)
  return names.map((name) => `${name}: ${inWords((value as Record<string, unknown>)[name], depth + 1)}`).join(' ')
}
