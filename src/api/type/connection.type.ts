import { Field, ObjectType } from 'type-graphql'
import { conversationCursor, messageCursor } from '../../conversation/place-cursor.ts'
import type { ConversationEntity } from '../../conversation/conversation.entity.ts'
import type { MessageEntity } from '../../conversation/message.entity.ts'
import type { PageOf } from '../../chat/page.ts'
import { ConversationType } from './conversation.type.ts'
import { MessageType } from './message.type.ts'

@ObjectType('PageInfo', { description: 'Where a page stands in its list.' })
export class PageInfoType {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  hasNextPage!: boolean

  @Field(() => Boolean, { description: 'Whether there is more before this page.' })
  hasPreviousPage!: boolean

  @Field(() => String, { nullable: true, description: 'The cursor of the first edge; null on an empty page.' })
  startCursor!: string | null

  @Field(() => String, { nullable: true, description: 'The cursor of the last edge; null on an empty page.' })
  endCursor!: string | null
}

@ObjectType('MessageEdge', { description: 'A message and its place in the history.' })
export class MessageEdgeType {
  @Field(() => String, { description: 'Hand it back as `after` or `before` to page on from here.' })
  cursor!: string

  @Field(() => MessageType, { description: 'The message.' })
  node!: MessageType
}

@ObjectType('MessageConnection', { description: 'A page of messages.' })
export class MessageConnectionType {
  @Field(() => [MessageEdgeType], { description: 'Oldest first.' })
  edges!: MessageEdgeType[]

  @Field(() => PageInfoType, { description: 'Where the page stands.' })
  pageInfo!: PageInfoType

  static of(page: PageOf<MessageEntity>): MessageConnectionType {
    return connection(page, (message) => messageCursor(message.position))
  }
}

@ObjectType('ConversationEdge', { description: 'A conversation and its place in the list.' })
export class ConversationEdgeType {
  @Field(() => String, { description: 'Hand it back as `after` to page on from here.' })
  cursor!: string

  @Field(() => ConversationType, { description: 'The conversation.' })
  node!: ConversationType
}

@ObjectType('ConversationConnection', { description: 'A page of conversations.' })
export class ConversationConnectionType {
  @Field(() => [ConversationEdgeType], { description: 'Most recently active first.' })
  edges!: ConversationEdgeType[]

  @Field(() => PageInfoType, { description: 'Where the page stands.' })
  pageInfo!: PageInfoType

  static of(page: PageOf<ConversationEntity>): ConversationConnectionType {
    return connection(page, conversationCursor)
  }
}

function connection<Row>({ rows, ...more }: PageOf<Row>, cursorOf: (row: Row) => string) {
  const edges = rows.map((node) => ({ cursor: cursorOf(node), node }))
  return {
    edges,
    pageInfo: { ...more, startCursor: edges.at(0)?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null },
  }
}
