import { createUnionType, Field, ObjectType } from 'type-graphql'
import { ReplyCursorScalar } from '../scalar/reply-cursor.scalar.ts'
import { noticeKinds, resetReasons } from './enums.ts'

const cursor = { description: 'Where the reply stands after this event. Hand it back as `after` to resume.' }

@ObjectType('ReplyDelta', { description: 'Append `text` to what you have.' })
export class ReplyDeltaType {
  @Field(() => ReplyCursorScalar, cursor)
  cursor!: string

  @Field(() => String, { description: 'The next piece of the reply.' })
  text!: string
}

@ObjectType('ReplyReset', { description: 'Throw away what you have of this reply: it is being written anew.' })
export class ReplyResetType {
  @Field(() => ReplyCursorScalar, cursor)
  cursor!: string

  @Field(() => resetReasons, { description: 'Why it is written anew.' })
  reason!: string
}

@ObjectType('ReplyNotice', { description: 'Nothing to change in the text; worth telling the person who waits.' })
export class ReplyNoticeType {
  @Field(() => ReplyCursorScalar, cursor)
  cursor!: string

  @Field(() => noticeKinds, { description: 'What happens.' })
  kind!: string

  @Field(() => String, { nullable: true, description: '`provider/model` that it concerns, where it concerns one.' })
  model!: string | null
}

@ObjectType('ReplyEnd', { description: 'The reply is final; it is in history already.' })
export class ReplyEndType {
  @Field(() => ReplyCursorScalar, cursor)
  cursor!: string

  /** Not in the schema: its resolver loads the reply by it. */
  replyId!: string
}

export type ReplyEvent = ReplyDeltaType | ReplyResetType | ReplyNoticeType | ReplyEndType

export const ReplyEventUnion = createUnionType({
  name: 'ReplyEvent',
  description: 'What happens to a reply, in order. A reader applies each event to the text it has.',
  types: () => [ReplyDeltaType, ReplyResetType, ReplyNoticeType, ReplyEndType] as const,
})
