import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** What decides which of the fields that a document names are selected. */
export interface Selecting {
  schema: GraphQLSchema
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  variables: Readonly<Record<string, unknown>>
}

/** The fields that a valid document selects of an object of this type, by their names in the answer and in its order. */
export function selectedFields(
  selecting: Selecting,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>()
  const spread = new Set<string>()
  const collect = ({ selections }: SelectionSetNode) => {
    for (const selection of selections) if (isIncluded(selecting, selection)) take(selection)
  }
  const take = (selection: SelectionNode) => {
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value
      const nodes = fields.get(name)
      if (nodes) nodes.push(selection)
      else fields.set(name, [selection])
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (applies(selecting, selection.typeCondition?.name.value, type)) collect(selection.selectionSet)
    } else if (!spread.has(selection.name.value)) {
      // Once is enough: a second time it selects nothing new.
      spread.add(selection.name.value)
      const fragment = selecting.fragments.get(selection.name.value)
      if (fragment && applies(selecting, fragment.typeCondition.name.value, type)) collect(fragment.selectionSet)
    }
  }
  for (const selectionSet of selectionSets) collect(selectionSet)
  return fields
}

function isIncluded({ variables }: Selecting, selection: SelectionNode): boolean {
  if (!selection.directives?.length) return true
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return false
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false
}

function applies({ schema }: Selecting, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true
  const wanted = schema.getType(condition)
  return isAbstractType(wanted) && schema.isSubType(wanted, type)
}
