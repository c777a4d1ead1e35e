import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql'
import type { ConversationEntity } from '../../conversation/conversation.entity.ts'
import { requireViewer, type ApiContext } from '../context.ts'
import { ConversationConnectionType } from '../type/connection.type.ts'
import { ConversationType } from '../type/conversation.type.ts'

@Resolver(() => ConversationType)
export class ConversationResolver {
  @Query(() => ConversationType, {
    nullable: true,
    description: "One of the viewer's conversations; null where there is none with this id.",
  })
  conversation(
    @Ctx() context: ApiContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<ConversationEntity | null> {
    return context.chat.findConversation(requireViewer(context), id)
  }

  @Query(() => ConversationConnectionType, { description: "The viewer's conversations, most recently active first." })
  async conversations(
    @Ctx() context: ApiContext,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, 1 to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Only those after the edge with this cursor.' })
    after?: string,
  ): Promise<ConversationConnectionType> {
    return ConversationConnectionType.of(await context.chat.listConversations(requireViewer(context), { first, after }))
  }

  @Mutation(() => ConversationType, { description: 'Gives a conversation another title.' })
  renameConversation(
    @Ctx() context: ApiContext,
    @Arg('id', () => ID, { description: 'Which conversation.' }) id: string,
    @Arg('title', () => String, { description: 'Its new title, at most 200 characters and not blank.' }) title: string,
  ): Promise<ConversationEntity> {
    return context.chat.renameConversation(requireViewer(context), id, title)
  }

  @Mutation(() => ConversationType, {
    description: 'Sets what the models are told before a conversation, from its next reply on.',
  })
  setInstructions(
    @Ctx() context: ApiContext,
    @Arg('conversationId', () => ID, { description: 'Which conversation.' }) conversationId: string,
    @Arg('instructions', () => String, {
      nullable: true,
      description: 'What to tell them; null or blank returns to the server’s own instructions.',
    })
    instructions?: string,
  ): Promise<ConversationEntity> {
    return context.chat.setInstructions(requireViewer(context), conversationId, instructions)
  }

  @Mutation(() => ID, { description: 'Stops its replies and removes everything in it; answers the id that is gone.' })
  deleteConversation(
    @Ctx() context: ApiContext,
    @Arg('id', () => ID, { description: 'Which conversation.' }) id: string,
  ): Promise<string> {
    return context.chat.deleteConversation(requireViewer(context), id)
  }
}
