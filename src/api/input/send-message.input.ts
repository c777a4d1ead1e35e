import { Field, ID, InputType } from 'type-graphql'
import type { SendMessageInput } from '../../chat/send-message.ts'

@InputType('SendMessageInput', { description: 'A message to send.' })
export class SendMessageInputType implements SendMessageInput {
  @Field(() => ID, { nullable: true, description: 'Where null, a new conversation is started.' })
  conversationId?: string | null

  @Field(() => String, { description: 'What to say. Not blank, and not longer than `server.maxTextLength`.' })
  text!: string

  @Field(() => String, {
    nullable: true,
    description:
      "`provider/model`, a provider's name (its default model), or an alias from the configuration; where null, the default route.",
  })
  model?: string | null

  @Field(() => ID, {
    nullable: true,
    description:
      'Made by the client, unique per viewer: sending again with the same id returns the first result and starts nothing. The same id with another content is a CONFLICT.',
  })
  clientMessageId?: string | null

  @Field(() => ID, {
    nullable: true,
    description:
      'The reply after which this message stands; where null, the newest one. An older one starts a branch. A reply that is still being written is a CONFLICT.',
  })
  afterReplyId?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'What the models are told before a new conversation; not allowed together with conversationId.',
  })
  instructions?: string | null
}
