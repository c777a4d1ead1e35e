import type { DocumentNode, FieldNode, OperationDefinitionNode, VariableDefinitionNode } from 'graphql'
import { replyDocument } from './reply-document.ts'

type Variables = Record<string, unknown>

/** A subscription to `replyStream`, as it is sent: with a variable for the cursor and all that a follower needs. */
export interface ReplyOperation {
  document: DocumentNode
  /** The name of its only field in the data. */
  field: string
  /** What it asks for. */
  read(variables: Variables): { replyId: string; after: string | null }
  /** The variables by which it goes on behind a cursor. */
  from(after: string | null, variables: Variables): Variables
  /** The variables for a reply. */
  of(replyId: string): Variables
}

const known = new WeakMap<DocumentNode, ReplyOperation | null>()

/** Reads a document; null where it subscribes to something else. */
export function readOperation(document: DocumentNode): ReplyOperation | null {
  if (!known.has(document)) known.set(document, prepare(document))
  return known.get(document) ?? null
}

function prepare(document: DocumentNode): ReplyOperation | null {
  const asked = replyFieldOf(document)
  const model = replyFieldOf(replyDocument)
  if (!asked || !model) return null
  const { operation, field } = asked
  const id = field.arguments?.find(({ name }) => name.value === 'replyId')?.value
  const after = field.arguments?.find(({ name }) => name.value === 'after')
  const isVariable = after !== undefined && 'name' in after.value
  const afterName = isVariable ? nameIn(after.value) : 'after'
  const literal = after && 'value' in after.value ? String(after.value.value) : null
  const ownAfter = model.field.arguments!.filter(({ name }) => name.value === 'after')
  const otherArguments = (field.arguments ?? []).filter((argument) => argument !== after)

  const sent: FieldNode = {
    ...field,
    arguments: isVariable ? field.arguments! : [...otherArguments, ...ownAfter],
    // A field asked for twice is answered once.
    selectionSet: {
      ...field.selectionSet!,
      selections: [...field.selectionSet!.selections, ...model.field.selectionSet!.selections],
    },
  }
  const definitions = operation.variableDefinitions ?? []
  const sentOperation: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: isVariable ? definitions : [...definitions, afterDefinition(model.operation)],
    selectionSet: { ...operation.selectionSet, selections: [sent] },
  }
  return {
    // Nothing else of it: urql would find the old document by the key that it has written there.
    document: {
      kind: document.kind,
      definitions: document.definitions.map((one) => (one === operation ? sentOperation : one)),
    },
    field: (field.alias ?? field.name).value,
    read: (variables) => ({
      replyId: String(id && 'value' in id ? id.value : variables[nameIn(id)]),
      after: ((isVariable ? variables[afterName] : literal) as string | null | undefined) || null,
    }),
    // What a follower makes up as a cursor is empty, and means the beginning.
    from: (cursor, variables) => ({ ...variables, [afterName]: cursor || null }),
    of: (replyId) => ({ [nameIn(id)]: replyId }),
  }
}

const nameIn = (value: object | undefined): string =>
  (value as { name?: { value: string } } | undefined)?.name?.value ?? 'replyId'

const afterDefinition = ({ variableDefinitions = [] }: OperationDefinitionNode): VariableDefinitionNode =>
  variableDefinitions.find(({ variable }) => variable.name.value === 'after')!

function replyFieldOf(document: DocumentNode) {
  for (const operation of document.definitions) {
    if (!('operation' in operation) || (operation.operation as string) !== 'subscription') continue
    const [field] = operation.selectionSet.selections
    if (field && 'selectionSet' in field && 'name' in field && field.name.value === 'replyStream') {
      return { operation, field }
    }
  }
  return null
}
