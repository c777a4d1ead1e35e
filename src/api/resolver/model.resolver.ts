import { Ctx, Query, Resolver } from 'type-graphql'
import { requireViewer, type ApiContext } from '../context.ts'
import { ModelType } from '../type/model.type.ts'

@Resolver(() => ModelType)
export class ModelResolver {
  @Query(() => [ModelType], {
    description:
      'The models that this server can route to, and whether each is reachable now. The default one comes first.',
  })
  async models(@Ctx() context: ApiContext): Promise<ModelType[]> {
    requireViewer(context)
    const models = await context.models.list()
    return models.map(({ unavailableReason = null, contextTokens = null, ...model }) => ({
      ...model,
      unavailableReason,
      contextTokens,
    }))
  }
}
