import { Kind, OperationTypeNode, parse, type OperationDefinitionNode } from 'graphql'

/** Which operation of a text is to run. */
export interface ChosenOperation {
  /** Null where the text has only one, or none of the name. */
  operationName: string | null
  isSubscription: boolean
}

/**
 * The operation that a person means who runs this text. The text alone decides: for a moment after another tab was opened
 * the editor still has the name, and the document, of the tab before.
 */
export function chooseOperation(query: string, name: string | null | undefined): ChosenOperation {
  const operations = operationsOf(query)
  const named = operations.find((one) => one.name?.value === name)
  const chosen = named ?? (operations.length === 1 ? operations[0] : undefined)
  return {
    operationName: chosen ? (chosen.name?.value ?? null) : (name ?? null),
    isSubscription: chosen?.operation === OperationTypeNode.SUBSCRIPTION,
  }
}

function operationsOf(query: string): OperationDefinitionNode[] {
  try {
    return parse(query).definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION)
  } catch {
    // The server says what is wrong with it.
    return []
  }
}
