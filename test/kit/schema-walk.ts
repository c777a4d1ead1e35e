import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  isScalarType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'

/** A field by which a client enters the schema. */
export interface RootField {
  kind: 'query' | 'mutation' | 'subscription'
  field: GraphQLField<unknown, unknown>
}

export interface Operation {
  query: string
  variables?: object
}

/** The id that goes into one argument, and a conversation of the asker's own for what needs one beside it. */
export interface Naming {
  id: string
  ownConversation: string
}

export const nameOf = ({ kind, field }: RootField): string => `${kind} ${field.name}`

/** Every query, mutation and subscription. */
export function rootFields(schema: GraphQLSchema): RootField[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const
  return roots.flatMap(([kind, type]) => Object.values(type?.getFields() ?? {}).map((field) => ({ kind, field })))
}

/** The arguments of type ID, those inside input objects by their path. */
export const idArguments = ({ field }: RootField): string[] =>
  field.args.flatMap(({ name, type }) => idPaths(name, type))

function idPaths(path: string, type: GraphQLInputType): string[] {
  const named = getNamedType(type)
  if (named.name === 'ID') return [path]
  if (!isInputObjectType(named)) return []
  return Object.values(named.getFields()).flatMap((field) => idPaths(`${path}.${field.name}`, field.type))
}

/** An operation with an id in one place and everything else as harmless as the types allow. */
export function operationWith({ kind, field }: RootField, path: string, naming: Naming): Operation {
  const variables: Record<string, unknown> = {}
  for (const argument of field.args) variables[argument.name] = valueFor(argument, path, naming)
  const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ')
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ')
  const [head, call] =
    field.args.length > 0 ? [`${kind} (${declared})`, `${field.name}(${passed})`] : [kind, field.name]
  return { query: `${head} { ${call} ${selection(field.type)} }`, variables }
}

function valueFor({ name, type }: GraphQLArgument, path: string, { id, ownConversation }: Naming): unknown {
  if (name === path) return id
  const named = getNamedType(type)
  if (isInputObjectType(named)) {
    const [, inner] = path.split('.')
    // An afterReplyId is looked at only together with a conversation.
    const more = inner === 'afterReplyId' ? { conversationId: ownConversation } : {}
    return { text: 'Let me in', ...more, ...(inner !== undefined && { [inner]: id }) }
  }
  if (!isNonNullType(type)) return undefined
  if (isScalarType(named)) return named.name === 'Int' ? 1 : 'anything'
  return isEnumType(named) ? named.getValues()[0]?.name : undefined
}

function selection(type: GraphQLOutputType): string {
  const named = getNamedType(type)
  return isScalarType(named) || isEnumType(named) ? '' : '{ __typename }'
}
