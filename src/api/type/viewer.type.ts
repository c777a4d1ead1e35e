import { Field, ID, ObjectType } from 'type-graphql'
import { roles, type Role, type Viewer } from '../../access/viewer.ts'

@ObjectType('Viewer', { description: 'Someone who asks.' })
export class ViewerType implements Viewer {
  @Field(() => ID, { description: 'Stays the same as long as the viewer exists.' })
  id!: string

  @Field(() => roles, { description: 'What the viewer is on this server.' })
  role!: Role
}
