import { describe, expect, it } from 'vitest'
import { createCache } from '../connection/cache.ts'
import { pageSize as conversationsPage } from '../conversations/conversations-cache.ts'
import { ConversationsDocument, HistoryDocument } from '../generated/graphql.ts'
import type { ConversationFieldsFragment, MessageFieldsFragment, ReplyFieldsFragment } from '../generated/graphql.ts'
import { pageSize } from '../messages/record-sent.ts'
import { recordEvent } from './record-event.ts'

const at = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`
const typed = <Value extends object>(__typename: string, value: Value): Value => ({ __typename, ...value })

const conversation = (id: string, lastActiveAt: string): ConversationFieldsFragment =>
  typed('Conversation', { id, title: id, instructions: null, createdAt: at(0), lastActiveAt })
const reply = (id: string, status: ReplyFieldsFragment['status'] = 'COMPLETED'): ReplyFieldsFragment =>
  typed('Reply', {
    id,
    status,
    text: status === 'PENDING' ? '' : id,
    cursor: '0:1',
    model: null,
    finishReason: null,
    usage: null,
    error: null,
    createdAt: at(0),
    endedAt: null,
  })
const message = (id: string, createdAt: string, replies = [reply(`${id}-reply`)]): MessageFieldsFragment =>
  typed('Message', {
    id,
    text: id,
    createdAt,
    clientMessageId: null,
    afterReplyId: null,
    reply: typed('Reply', { id: replies.at(-1)!.id }),
    replies,
  })

const pageInfo = (more: Partial<{ hasNextPage: boolean; hasPreviousPage: boolean }> = {}) =>
  typed('PageInfo', { hasNextPage: false, hasPreviousPage: false, startCursor: 's', endCursor: 'e', ...more })

/** A page that has read one list and one history. */
function page({ hasNextPage = false, hasPreviousPage = false } = {}) {
  const cache = createCache()
  cache.writeQuery({
    query: ConversationsDocument,
    variables: { first: conversationsPage },
    data: {
      conversations: typed('ConversationConnection', {
        edges: [conversation('b', at(20)), conversation('a', at(10))].map((node) =>
          typed('ConversationEdge', { cursor: node.id, node }),
        ),
        pageInfo: pageInfo({ hasNextPage }),
      }),
    },
  })
  const variables = { conversationId: 'a', last: pageSize }
  cache.writeQuery({
    query: HistoryDocument,
    variables,
    data: {
      history: typed('MessageConnection', {
        edges: [message('m2', at(2)), message('m4', at(4))].map((node) =>
          typed('MessageEdge', { cursor: node.id, node }),
        ),
        pageInfo: pageInfo({ hasPreviousPage }),
      }),
    },
  })
  const history = () => cache.readQuery({ query: HistoryDocument, variables })!.history.edges.map(({ node }) => node)
  return {
    cache,
    history,
    conversations: () =>
      cache
        .readQuery({ query: ConversationsDocument, variables: { first: conversationsPage } })!
        .conversations.edges.map(({ node }) => node.title),
    messages: () => history().map(({ id }) => id),
    last: () => history().at(-1)!,
    change: (id: string, lastActiveAt: string, title = id) =>
      recordEvent(cache, {
        __typename: 'ConversationChanged',
        cursor: 'x',
        created: false,
        conversation: { ...conversation(id, lastActiveAt), title },
      }),
    send: (sent: MessageFieldsFragment, conversationId = 'a') =>
      recordEvent(cache, { __typename: 'MessageSent', cursor: 'x', conversationId, message: sent }),
  }
}

const about = { cursor: 'x', conversationId: 'a' } as const

describe('an event of a conversation', () => {
  it('puts a new or active one to the head of the list, and leaves a renamed one in its place', () => {
    const { change, conversations } = page()
    change('c', at(30))
    change('a', at(40))
    change('b', at(20), 'renamed')
    expect(conversations()).toEqual(['a', 'c', 'renamed'])
  })

  it('leaves out one whose place is on a page that is not loaded', () => {
    const { change, conversations } = page({ hasNextPage: true })
    change('old', at(1))
    change('new', at(50))
    expect(conversations()).toEqual(['new', 'b', 'a'])
  })
})

describe('an event of a message', () => {
  it('puts it where it stands in the history, once', () => {
    const { send, messages } = page()
    send(message('m5', at(5)))
    send(message('m3', at(3)))
    send(message('m5', at(5)))
    expect(messages()).toEqual(['m2', 'm3', 'm4', 'm5'])
  })

  it('leaves out one of an earlier page, and one of a conversation that is not loaded', () => {
    const { send, messages, cache } = page({ hasPreviousPage: true })
    send(message('m1', at(1)))
    send(message('m9', at(9)), 'b')
    expect(messages()).toEqual(['m2', 'm4'])
    expect(cache.readQuery({ query: HistoryDocument, variables: { conversationId: 'b', last: pageSize } })).toBeNull()
  })
})

describe('an event of a reply', () => {
  it('puts a new one in use, once, and nothing where the message is not known', () => {
    const { cache, last } = page()
    for (const messageId of ['m4', 'm4', 'unknown']) {
      recordEvent(cache, { __typename: 'ReplyOpened', ...about, messageId, reply: reply('second', 'PENDING') })
    }
    expect(last().replies.map(({ id }) => id)).toEqual(['m4-reply', 'second'])
    expect(last().reply?.id).toBe('second')
  })

  it('settles it, and never opens again what is settled', () => {
    const { cache, last } = page()
    recordEvent(cache, { __typename: 'ReplyOpened', ...about, messageId: 'm4', reply: reply('second', 'PENDING') })
    recordEvent(cache, { __typename: 'ReplySettled', ...about, messageId: 'm4', reply: reply('second', 'STOPPED') })
    expect(last().replies.at(-1)).toMatchObject({ status: 'STOPPED', text: 'second' })
    recordEvent(cache, { __typename: 'ReplyOpened', ...about, messageId: 'm4', reply: reply('second', 'PENDING') })
    expect(last().replies.at(-1)?.status).toBe('STOPPED')
  })

  it('shows the one that was selected', () => {
    const { cache, last } = page()
    recordEvent(cache, { __typename: 'ReplyOpened', ...about, messageId: 'm4', reply: reply('second') })
    const selected = { id: 'm4', reply: { id: 'm4-reply' } }
    recordEvent(cache, { __typename: 'ReplySelected', ...about, message: selected })
    expect(last().reply?.id).toBe('m4-reply')
  })
})
