import fc from 'fast-check'
import { execute, parse, subscribe, validate, type ExecutionArgs, type ExecutionResult } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { replyPlanOf } from '../../src/api/projection/reply-plan.ts'
import { ConversationStore } from '../../src/conversation/conversation-store.ts'
import type { ReplyLogEvent } from '../../src/reply-log/reply-feed.ts'
import { ReplyStore } from '../../src/reply/reply-store.ts'
import { inTime } from '../kit/eventually.ts'
import { startSocketEdge, type SocketEdge } from '../kit/socket-edge.ts'
import { openReply, takeOver } from './open-reply.ts'
import { randomSubscription, type RandomSubscription } from './random-subscription.ts'
import { completed } from './reply-log-engines.ts'

let edge: SocketEdge
beforeAll(async () => {
  edge = await startSocketEdge()
})
afterAll(() => edge.close())

const cursor = fc.record({ epoch: fc.nat(9), position: fc.nat(99_999) })
const someEvent: fc.Arbitrary<ReplyLogEvent> = fc.oneof(
  fc.record({
    type: fc.constant('text-delta' as const),
    text: fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 40 })),
    cursor,
  }),
  fc.record({ type: fc.constant('reset' as const), reason: fc.constantFrom('failover', 'recovery'), cursor }),
  fc.record({
    type: fc.constant('notice' as const),
    kind: fc.constantFrom('retrying', 'fell-back', 'recovered', 'cached'),
    model: fc.option(fc.string()),
    cursor,
  }),
  fc.record({ type: fc.constant('end' as const), cursor }),
)

const argsOf = ({ query, variables }: RandomSubscription, more: object = {}): ExecutionArgs => ({
  schema: edge.schema,
  document: parse(query),
  operationName: null,
  variableValues: { replyId: 'one', ...variables, ...more },
})

describe('the projection of replyStream', () => {
  it('makes the same JSON of an event as graphql does, whatever is selected of it', async () => {
    let projected = 0
    const property = fc.asyncProperty(randomSubscription, someEvent, async (subscription, event) => {
      const args = argsOf(subscription)
      expect(validate(edge.schema, args.document)).toEqual([])
      const executed: ExecutionResult = await execute({ ...args, rootValue: event, contextValue: { loaders: {} } })
      const json = replyPlanOf(args)!.project(event)
      // Without loaders a reply cannot be found: exactly there the projection has to leave it to graphql.
      expect(json).toBe(executed.errors ? undefined : JSON.stringify({ data: executed.data }))
      if (json !== undefined) projected += 1
    })
    await fc.assert(property, { numRuns: 2_000 })
    expect(projected).toBeGreaterThan(1_000)
  }, 120_000)

  it('is made once for a selection, and anew where a variable selects otherwise', () => {
    const query = `subscription ($replyId: ID!, $short: Boolean!) {
      replyStream(replyId: $replyId) { ... on ReplyDelta { cursor @skip(if: $short) text } } }`
    const document = parse(query)
    const planFor = (variables: object) =>
      replyPlanOf({ schema: edge.schema, document, variableValues: { replyId: 'one', ...variables } })
    const event: ReplyLogEvent = { type: 'text-delta', text: 'hi', cursor: { epoch: 0, position: 2 } }
    expect(planFor({ short: true })).toBe(planFor({ short: true, replyId: 'two' }))
    expect(planFor({ short: true })?.project(event)).toBe('{"data":{"replyStream":{"text":"hi"}}}')
    expect(planFor({ short: false })?.project(event)).toBe('{"data":{"replyStream":{"cursor":"0:2","text":"hi"}}}')
    expect(planFor({})).toBeUndefined()
  })

  it('is for replyStream alone', () => {
    const planOf = (query: string) => replyPlanOf({ schema: edge.schema, document: parse(query) })
    expect(planOf('{ viewer { id } }')).toBeUndefined()
    expect(planOf('subscription { viewerEvents { __typename } }')).toBeUndefined()
  })
})

describe('a subscription to a reply', () => {
  it('is answered byte for byte as graphql and the protocol would, to the end with all that hangs on it', async () => {
    const { replyId, viewerId } = await settledReply()
    const args = { replyId, after: '0:3' }
    const property = fc.asyncProperty(randomSubscription, async (subscription) => {
      const contextValue = edge.contextOf(viewerId)
      const stream = await subscribe({ ...argsOf(subscription, args), contextValue })
      const expected: string[] = []
      for await (const { data, errors } of stream as AsyncIterable<ExecutionResult>) {
        expect(errors).toBeUndefined()
        expected.push(JSON.stringify({ id: 'op "1"', type: 'next', payload: { data } }))
      }
      expect(expected.length).toBeGreaterThanOrEqual(5)
      const { query, variables } = subscription
      expect(await followed(viewerId, { query, variables: { ...variables, ...args } })).toEqual(expected)
    })
    await fc.assert(property, { numRuns: 40 })
  }, 120_000)
})

/** A reply that was begun anew and has a notice in it. */
async function settledReply() {
  const { db, log } = edge
  const first = await openReply(db)
  const dead = log.open(first)
  dead.appendText('never mind')
  await dead.flush()
  dead.release()
  const lease = await takeOver(db, first)
  const appender = log.open(lease)
  appender.appendText('It is “said” \u2028 that 😀')
  appender.appendMark({ type: 'notice', kind: 'fell-back', model: 'fake/two' })
  appender.appendText(' ends.')
  await appender.quiesce()
  const replies = new ReplyStore(db.manager)
  await replies.settle(lease, appender.tape, completed)
  appender.end()
  const reply = await replies.find(lease.replyId)
  const [message] = await new ConversationStore(db.manager).findMessages([reply!.messageId])
  const conversation = await db.query<{ viewer_id: string }[]>('SELECT viewer_id FROM conversation WHERE id = $1', [
    message!.conversationId,
  ])
  return { replyId: lease.replyId, viewerId: conversation[0]!.viewer_id }
}

/** The messages that one subscription is sent, as they come, up to its completion. */
async function followed(viewerId: string, payload: object): Promise<string[]> {
  const socket = new WebSocket(`${edge.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  const told: string[] = []
  const complete = new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: viewerId } })),
    )
    socket.on('message', (data: Buffer) => {
      const text = data.toString()
      const { type } = JSON.parse(text) as { type: string }
      if (type === 'connection_ack') socket.send(JSON.stringify({ id: 'op "1"', type: 'subscribe', payload }))
      else if (type === 'complete') resolve()
      else told.push(text)
    })
  })
  await inTime(complete, 15_000, 'the completion')
  socket.terminate()
  return told
}
