import { Field, ID, ObjectType } from 'type-graphql'
import type { ConversationEntity } from '../../conversation/conversation.entity.ts'

@ObjectType('Conversation', { description: 'What one viewer and the models said to each other.' })
export class ConversationType implements Pick<
  ConversationEntity,
  'id' | 'title' | 'instructions' | 'createdAt' | 'lastActiveAt'
> {
  @Field(() => ID, { description: 'Its id.' })
  id!: string

  @Field(() => String, { nullable: true, description: 'The first words of its first message, until it is renamed.' })
  title!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'What the models are told before the conversation; null where the server’s own instructions apply.',
  })
  instructions!: string | null

  @Field(() => Date, { description: 'When its first message was sent.' })
  createdAt!: Date

  @Field(() => Date, { description: 'When its newest message was sent.' })
  lastActiveAt!: Date
}
