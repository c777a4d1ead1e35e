import { Field, ID, ObjectType } from 'type-graphql'
import type { MessageEntity } from '../../conversation/message.entity.ts'

@ObjectType('Message', { description: "One turn typed by a person, with the model's answers to it." })
export class MessageType implements Pick<
  MessageEntity,
  'id' | 'text' | 'clientMessageId' | 'afterReplyId' | 'createdAt'
> {
  @Field(() => ID, { description: 'Its id.' })
  id!: string

  @Field(() => String, { description: 'What was typed, as it was sent.' })
  text!: string

  @Field(() => ID, { nullable: true, description: 'The id that the client gave it, where it gave one.' })
  clientMessageId!: string | null

  @Field(() => ID, {
    nullable: true,
    description:
      'The reply after which it stands; null for the first message of a conversation. Messages after the same reply are branches.',
  })
  afterReplyId!: string | null

  @Field(() => Date, { description: 'When it was stored.' })
  createdAt!: Date
}
