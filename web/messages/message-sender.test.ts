import { CombinedGraphQLErrors } from '@apollo/client/errors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MessageSender } from './message-sender.ts'
import type { MessageSenderOptions, Sent } from './message-sender.ts'
import { Outbox } from './outbox.ts'
import type { OutboxEntry } from './outbox.ts'

const entry: OutboxEntry = {
  clientMessageId: 'made-here',
  conversationId: null,
  text: 'Hello',
  model: null,
  instructions: null,
  afterReplyId: null,
  createdAt: '2026-01-01T00:00:00Z',
  state: 'sending',
  fault: null,
}

const refusal = (code: string, extensions = {}) =>
  new CombinedGraphQLErrors({ errors: [{ message: 'No.', extensions: { code, ...extensions } }] })

/** A client whose answers are given one by one. */
function sender() {
  const outbox = new Outbox({ getItem: () => null, setItem: () => {} })
  const inputs: { clientMessageId?: unknown }[] = []
  const answers: ((answer: Error | 'ok') => void)[] = []
  const sent: Sent[] = []
  const mutate = ({ variables }: { variables: { input: { clientMessageId?: unknown } } }) => {
    inputs.push(variables.input)
    return new Promise((resolve, reject) => {
      answers.push((answer) =>
        answer === 'ok' ? resolve({ data: { sendMessage: { message: 'm' } } }) : reject(answer),
      )
    })
  }
  const client = { mutate } as unknown as MessageSenderOptions['client']
  const arrived: string[] = []
  const one = new MessageSender({
    client,
    outbox,
    onSent: (result) => sent.push(result),
    onArrived: (conversationId) => arrived.push(conversationId),
  })
  return { one, outbox, inputs, answers, sent, arrived }
}

describe('MessageSender', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('shows the message at once and lets it go when it is acknowledged', async () => {
    const { one, outbox, answers, sent } = sender()
    const done = one.send(entry)
    expect(outbox.entries()).toHaveLength(1)
    answers[0]!('ok')
    await done
    expect(outbox.entries()).toHaveLength(0)
    expect(sent).toHaveLength(1)
  })

  it('keeps a message that the network lost and sends it again by itself under the same id', async () => {
    const { one, outbox, inputs, answers } = sender()
    const done = one.send(entry)
    answers[0]!(new TypeError('Failed to fetch'))
    await done
    expect(outbox.find('made-here')?.state).toBe('unsent')
    await vi.runOnlyPendingTimersAsync()
    answers[1]!('ok')
    await vi.waitFor(() => expect(outbox.entries()).toHaveLength(0))
    expect(inputs.map((input) => input.clientMessageId)).toEqual(['made-here', 'made-here'])
  })

  it('does not repeat by itself what the server refused', async () => {
    const { one, outbox, answers } = sender()
    const done = one.send(entry)
    answers[0]!(refusal('BAD_USER_INPUT'))
    await done
    expect(outbox.find('made-here')).toMatchObject({ state: 'refused', fault: { code: 'BAD_USER_INPUT' } })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leaves to the person what may be repeated but would not help by itself', async () => {
    const { one, outbox, answers } = sender()
    const done = one.send(entry)
    answers[0]!(refusal('CONFLICT', { retryable: true, retryAfterMs: 1_000 }))
    await done
    expect(outbox.find('made-here')?.state).toBe('refused')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('repeats by itself what a busy or broken server refused for now, no sooner than it asks', async () => {
    const { one, outbox, inputs, answers } = sender()
    const done = one.send(entry)
    answers[0]!(refusal('OVERLOADED', { retryable: true, retryAfterMs: 20_000 }))
    await done
    expect(outbox.find('made-here')).toMatchObject({ state: 'unsent', fault: { code: 'OVERLOADED' } })
    await vi.advanceTimersByTimeAsync(19_999)
    expect(inputs).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(inputs).toHaveLength(2)
    answers[1]!(refusal('INTERNAL', { retryable: true }))
    await vi.runOnlyPendingTimersAsync()
    answers[2]!('ok')
    await vi.waitFor(() => expect(outbox.entries()).toHaveLength(0))
  })

  it('does not wait for ever, whatever a server asks', async () => {
    const { one, inputs, answers } = sender()
    const done = one.send(entry)
    answers[0]!(refusal('OVERLOADED', { retryable: true, retryAfterMs: 86_400_000 }))
    await done
    await vi.advanceTimersByTimeAsync(60_000)
    expect(inputs).toHaveLength(2)
  })

  it('lets a message go that has arrived though its answer was lost', async () => {
    const { one, outbox, inputs, answers, arrived } = sender()
    const done = one.send(entry)
    answers[0]!(new TypeError('Failed to fetch'))
    await done
    one.arrived('unknown', 'elsewhere')
    one.arrived('made-here', 'conversation')
    expect(outbox.entries()).toHaveLength(0)
    expect(arrived).toEqual(['conversation'])
    await vi.runAllTimersAsync()
    expect(inputs).toHaveLength(1)
  })

  it('lets the answer to a message in flight go first, and does without where it does not come', async () => {
    const { one, outbox, answers, sent, arrived } = sender()
    const answered = one.send(entry)
    one.arrived('made-here', 'conversation')
    expect(outbox.find('made-here')?.state).toBe('sending')
    answers[0]!('ok')
    await answered
    expect([sent.length, arrived.length]).toEqual([1, 0])

    const lost = one.send(entry)
    one.arrived('made-here', 'conversation')
    answers[1]!(new TypeError('Failed to fetch'))
    await lost
    expect(outbox.entries()).toHaveLength(0)
    expect([sent.length, arrived.length]).toEqual([1, 1])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('sends a message that is on its way only once, however often it is asked to', async () => {
    const { one, inputs, answers } = sender()
    const done = one.send(entry)
    await one.send(entry)
    one.sendUnsent()
    answers[0]!('ok')
    await done
    expect(inputs).toHaveLength(1)
  })
})
