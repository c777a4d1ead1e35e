import { Field, ID, Int, ObjectType } from 'type-graphql'
import type { ErrorCategory, ErrorCode } from '../../errors.ts'
import {
  finishReasons,
  replyStatuses,
  type FinishReason,
  type ReplyEntity,
  type ReplyStatus,
} from '../../reply/reply.entity.ts'
import { errorCategories, errorCodeEnum } from './enums.ts'

@ObjectType('Usage', { description: 'Tokens as the provider counted them.' })
export class UsageType {
  @Field(() => Int, { nullable: true, description: 'Read by the model; null where the provider did not say.' })
  inputTokens!: number | null

  @Field(() => Int, { nullable: true, description: 'Written by the model; null where the provider did not say.' })
  outputTokens!: number | null
}

@ObjectType('ReplyError', { description: 'Why a reply failed.' })
export class ReplyErrorType {
  @Field(() => errorCodeEnum, { description: 'What kind of failure it was.' })
  code!: ErrorCode

  @Field(() => errorCategories, { description: 'Whose turn it is now.' })
  category!: ErrorCategory

  @Field(() => String, { description: 'What happened, in words for the person who waits.' })
  message!: string

  @Field(() => Boolean, { description: 'Whether asking again may help.' })
  retryable!: boolean

  @Field(() => Int, {
    nullable: true,
    description: 'After how many milliseconds asking again may help; null where nobody knows.',
  })
  retryAfterMs!: number | null
}

@ObjectType('Reply', { description: "A model's answer to one message." })
export class ReplyType implements Pick<
  ReplyEntity,
  'id' | 'status' | 'model' | 'finishReason' | 'createdAt' | 'endedAt'
> {
  @Field(() => ID, { description: 'Its id.' })
  id!: string

  @Field(() => replyStatuses, { description: 'How far it has come.' })
  status!: ReplyStatus

  @Field(() => String, {
    nullable: true,
    description: '`provider/model` that wrote the last part; null until a provider was chosen.',
  })
  model!: string

  @Field(() => finishReasons, { nullable: true, description: 'Why the model stopped; null until the reply completed.' })
  finishReason!: FinishReason | null

  @Field(() => Date, { description: 'When it was asked for.' })
  createdAt!: Date

  @Field(() => Date, { nullable: true, description: 'When it became final; null while it is open.' })
  endedAt!: Date | null
}
