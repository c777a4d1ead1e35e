import { Field, Int, ObjectType } from 'type-graphql'

@ObjectType('Server', { description: 'What this server allows and is set to.' })
export class ServerType {
  @Field(() => String, { description: 'Its version of Parley.' })
  version!: string

  @Field(() => Boolean, { description: 'Whether signInAnonymously is open.' })
  anonymousSignIn!: boolean

  @Field(() => Int, { description: 'The longest text that sendMessage takes, in UTF-16 units.' })
  maxTextLength!: number
}
