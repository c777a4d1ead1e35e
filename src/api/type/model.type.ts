import { Field, ID, Int, ObjectType } from 'type-graphql'
import type { ListedModel } from '../../provider/listed-model.ts'

@ObjectType('Model', { description: 'A model that this server can route to.' })
export class ModelType implements Omit<ListedModel, 'unavailableReason' | 'contextTokens'> {
  @Field(() => ID, { description: '`provider/model`, as sendMessage takes it.' })
  id!: string

  @Field(() => String, { description: 'The provider that serves it.' })
  provider!: string

  @Field(() => String, { description: "The provider's own name of it." })
  name!: string

  @Field(() => Boolean, { description: 'Whether its provider could be reached when last asked.' })
  available!: boolean

  @Field(() => String, { nullable: true, description: 'Why it cannot be reached, in words; null where it can.' })
  unavailableReason!: string | null

  @Field(() => Boolean, { description: 'True for the model that answers where sendMessage names none.' })
  isDefault!: boolean

  @Field(() => Int, {
    nullable: true,
    description: 'Tokens that one request may have, its answer included; null where unknown.',
  })
  contextTokens!: number | null
}
