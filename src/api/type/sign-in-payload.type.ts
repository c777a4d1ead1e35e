import { Field, ObjectType } from 'type-graphql'
import { ViewerType } from './viewer.type.ts'

@ObjectType('SignInPayload', { description: 'A viewer and the token that speaks for them.' })
export class SignInPayloadType {
  @Field(() => String, {
    description:
      'Goes into `Authorization: Bearer …`, and into `authorization` of a socket’s connectionParams. Whoever has it is the viewer: keep it secret.',
  })
  token!: string

  @Field(() => ViewerType, { description: 'Who signed in.' })
  viewer!: ViewerType
}
