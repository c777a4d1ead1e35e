import {
  GraphQLError,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql'
import { longestPage } from '../chat/page.ts'
import { maxOperationCost, mostAliasesOfText } from './limits.ts'

/** Rows that a list without a page size is taken for: more than almost any answer has. */
const usualListSizes: Readonly<Record<string, number>> = { replies: 5, models: 50 }

/** Fields whose value may be long. */
const longFields = new Set(['text', 'instructions'])

/**
 * Refuses an operation that could select too much, by what its lists may hold: lists within lists multiply, and a few
 * hundred characters could otherwise ask for millions of fields. Holds on HTTP and on the socket alike.
 */
export const operationCost: ValidationRule = (context) => {
  const known = new Map<FragmentDefinitionNode, number>()

  const costOf = ({ selections }: SelectionSetNode): number =>
    selections.reduce((cost, selection) => {
      if (selection.kind === Kind.FIELD) return cost + costOfField(selection)
      if (selection.kind === Kind.INLINE_FRAGMENT) return cost + 1 + costOf(selection.selectionSet)
      const fragment = context.getFragment(selection.name.value)
      return cost + 1 + (fragment ? costOfFragment(fragment) : 0)
    }, 0)

  const costOfField = (field: FieldNode): number =>
    1 + (field.selectionSet ? rowsOf(field) * costOf(field.selectionSet) : 0)

  // Each fragment is counted once, however often it is spread: counting must not cost what it forbids.
  const costOfFragment = (fragment: FragmentDefinitionNode): number => {
    const cost = known.get(fragment)
    if (cost !== undefined) return cost
    // One that spreads itself is refused by another rule, and must not be followed for ever here.
    known.set(fragment, 0)
    const counted = costOf(fragment.selectionSet)
    known.set(fragment, counted)
    return counted
  }

  const aliases = new Set<string>()

  return {
    Field: ({ name: { value: name }, alias }) => {
      if (!alias || alias.value === name || !longFields.has(name)) return
      aliases.add(alias.value)
      if (aliases.size === mostAliasesOfText + 1) {
        context.reportError(new GraphQLError(`The operation asks for ${name} under too many names.`))
      }
    },
    OperationDefinition: ({ selectionSet }) => {
      if (costOf(selectionSet) > maxOperationCost) {
        context.reportError(
          new GraphQLError('The operation could select too much at once. Ask for less, or for smaller pages.'),
        )
      }
    },
  }
}

/** How many rows a field may answer: a page by its size, another list by what is usual. */
function rowsOf({ name, arguments: given = [] }: FieldNode): number {
  if (name.value !== 'history' && name.value !== 'conversations') return usualListSizes[name.value] ?? 1
  const size = given.find(({ name: argument }) => argument.value === 'first' || argument.value === 'last')?.value
  if (size?.kind === Kind.INT) return Math.min(Math.max(Number(size.value), 1), longestPage)
  // A variable may say anything that is allowed.
  return size ? longestPage : 20
}
