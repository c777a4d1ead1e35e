import { ReplyMemory, type ReplyState } from '@parley/client'
import type { Client as Socket } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChatClient } from '../kit/client.ts'
import { startCutProxy, type CutProxy } from '../kit/cut-proxy.ts'
import { eventually, inTime } from '../kit/eventually.ts'
import { startParley, type StartedParley } from '../kit/parley.ts'
import { follows, socketTo, type Follow, type FollowerOptions } from './followers.ts'

// Emoji of several units, a joined family and a combining accent: what a cut at the wrong place would break.
const words = ['The ', 'quick 🦊 ', 'jumps ', 'over 👩‍👩‍👧 ', '懒狗, ', 'très ', 'le\u0301ger', '.\n\n', 'And ', 'back.\n']
const chunks = Array.from({ length: 12 }, () => words).flat()
const text = chunks.join('')

// A reply of 120 pieces, cut off again and again, while other things are done on the machine.
const patientMs = 30_000
const soon = () => Math.random() * 0.1

let parley: StartedParley
let proxy: CutProxy
let viewer: ChatClient
const sockets: Socket[] = []

beforeAll(async () => {
  parley = await startParley()
  viewer = await parley.signIn()
})
afterAll(() => parley.close())
beforeEach(async () => {
  parley.vendor.reset()
  proxy = await startCutProxy(parley.url)
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) await socket.dispose()
  await proxy.close()
})

function connect(): Socket {
  const socket = socketTo(proxy.url, viewer.token)
  sockets.push(socket)
  return socket
}

/** Follows to the end, and answers every state on the way. */
function toTheEnd(follow: Follow, options: Omit<FollowerOptions, 'onState'> & Partial<FollowerOptions>) {
  const states: ReplyState[] = []
  const ended = new Promise<ReplyState>((resolve, reject) => {
    const settle = (error: unknown): void =>
      error ? reject(new Error(JSON.stringify(error))) : resolve(states.at(-1)!)
    follow(connect(), {
      random: soon,
      ...options,
      onState: (state) => {
        states.push(state)
        options.onState?.(state)
      },
      onOver: settle,
    })
  })
  return { states, ended: inTime(ended, patientMs, 'the end') }
}

/** Calls back each time that the text has grown by a random length. */
function eachTime(call: () => void, most = 8): (state: ReplyState) => void {
  let next = Math.random() * 80
  let left = most
  return ({ text }) => {
    if (text.length < next || left === 0) return
    left -= 1
    next = text.length + Math.random() * 120
    call()
  }
}

function textStorage() {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, kept: string) => void items.set(name, kept),
    removeItem: (name: string) => void items.delete(name),
  }
}

for (const [name, follow] of Object.entries(follows)) {
  describe(`a reply followed by ${name}`, () => {
    it('has exactly the text of history at its end, however often its connection is cut', async () => {
      parley.vendor.script({ chunks, paceMs: 4 })
      const { reply } = await viewer.send('Write.')
      const events: { __typename: string; text?: string }[] = []
      const { states, ended } = toTheEnd(follow, {
        replyId: reply.id,
        onState: eachTime(() => proxy.cut()),
        onEvent: (event) => events.push(event),
      })
      expect(await ended).toMatchObject({ text, status: 'COMPLETED', connection: 'over', error: null })
      expect(await viewer.reply(reply.id)).toMatchObject({ text })
      expect(proxy.accepted()).toBeGreaterThan(2)
      for (const state of states) expect(text.startsWith(state.text)).toBe(true)
      // Those that hand on events hand on a stream as it would have come over one connection.
      if (events.length > 0) {
        expect(events.map((event) => event.text ?? '').join('')).toBe(text)
        expect(events.filter(({ __typename }) => __typename !== 'ReplyDelta')).toHaveLength(1)
        expect(events.at(-1)?.__typename).toBe('ReplyEnd')
      }
    })

    it('goes on after a reload with what was kept, and leaves nothing in the storage at the end', async () => {
      const gate = parley.vendor.script({ chunks: words, gated: true })
      const { reply } = await viewer.send('Write.')
      const storage = textStorage()
      let before: ReplyState | undefined
      const leave = follow(connect(), {
        replyId: reply.id,
        memory: new ReplyMemory(storage),
        onState: (state) => (before = state),
      })
      gate.release(4)
      await eventually(() => before?.text === words.slice(0, 4).join(''), { withinMs: 10_000 })
      leave()
      expect(storage.items.size).toBe(1)

      const events: { __typename: string; text?: string }[] = []
      const after = toTheEnd(follow, {
        replyId: reply.id,
        memory: new ReplyMemory(storage),
        onEvent: (event) => events.push(event),
      })
      expect(after.states[0]?.text).toBe(words.slice(0, 4).join(''))
      gate.releaseAll()
      expect((await after.ended).text).toBe(words.join(''))
      expect(storage.items.size).toBe(0)
      // A stream of events begins with what was kept; `followReply` has that before the first of them.
      const told = events.map((event) => event.text ?? '').join('')
      if (events.length > 0) expect([words.join(''), words.slice(4).join('')]).toContain(told)
    })

    it('begins anew where what was kept is of another server', async () => {
      parley.vendor.script({ chunks: words })
      const { reply } = await viewer.chat('Write.')
      const memory = new ReplyMemory(textStorage())
      memory.keep(reply.id, { text: 'Something else', cursor: '7:999' })
      const { ended } = toTheEnd(follow, { replyId: reply.id, memory })
      expect(await ended).toMatchObject({ text: words.join(''), status: 'COMPLETED' })
    })

    it('ends with the server’s error where it is refused', async () => {
      const stranger = await parley.signIn()
      const { reply } = await stranger.chat('Mine.')
      const accepted = proxy.accepted()
      const { ended } = toTheEnd(follow, { replyId: reply.id })
      await expect(ended).rejects.toThrow('NOT_FOUND')
      expect(proxy.accepted()).toBe(accepted + 1)
    })

    it('lets go of its subscription, and of every wait, when it is left', async () => {
      const gate = parley.vendor.script({ chunks: words, gated: true })
      const { reply } = await viewer.send('Write.')
      let waiting = 0
      const wakeUp = () => {
        waiting += 1
        return () => void (waiting -= 1)
      }
      const socket = connect()
      let last: ReplyState | undefined
      const leave = follow(socket, { replyId: reply.id, wakeUp, random: () => 1, onState: (state) => (last = state) })
      gate.release()
      await eventually(() => last?.text === words[0], { withinMs: 10_000 })
      // Nobody is there to come back to.
      await proxy.close()
      await eventually(() => waiting === 1, { withinMs: 10_000 })
      leave()
      expect(waiting).toBe(0)
      gate.releaseAll()
    })
  })
}
