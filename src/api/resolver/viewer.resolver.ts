import { Ctx, Mutation, Query, Resolver } from 'type-graphql'
import type { Viewer } from '../../access/viewer.ts'
import { requireViewer, type ApiContext } from '../context.ts'
import { ServerType } from '../type/server.type.ts'
import { SignInPayloadType } from '../type/sign-in-payload.type.ts'
import { ViewerType } from '../type/viewer.type.ts'

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, { description: 'Who is asking.' })
  viewer(@Ctx() context: ApiContext): Viewer {
    return requireViewer(context)
  }

  @Query(() => ServerType, { description: 'What this server allows and is set to. Needs no token.' })
  server(@Ctx() { server }: ApiContext): ServerType {
    return server
  }

  @Mutation(() => SignInPayloadType, {
    description:
      'A new viewer without an account, where the configuration allows such. `token` goes into `Authorization: Bearer` and into the socket’s connectionParams.authorization (with or without `Bearer `).',
  })
  signInAnonymously(@Ctx() { chat }: ApiContext): Promise<SignInPayloadType> {
    return chat.signInAnonymously()
  }
}
