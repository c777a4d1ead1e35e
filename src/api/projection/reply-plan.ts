import {
  getOperationAST,
  getVariableValues,
  isLeafType,
  isObjectType,
  getNullableType,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type ExecutionArgs,
  type FragmentDefinitionNode,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql'
import type { ReplyLogEvent } from '../../reply-log/reply-feed.ts'
import { replyEventTypes, toReplyEvent } from '../type/to-reply-event.ts'
import { selectedFields, type Selecting } from './selected-fields.ts'

/** How one operation's selection makes JSON of the events of a reply, as graphql would by executing it. */
export interface ReplyPlan {
  /** The whole result of an event, as JSON; undefined where it selects what only an execution can find. */
  project(event: ReplyLogEvent): string | undefined
}

type ProjectEvent = ReplyPlan['project']

/** The plan of an operation that follows one reply; undefined for any other operation. Made once for each selection. */
export function replyPlanOf(args: ExecutionArgs): ReplyPlan | undefined {
  const operation = getOperationAST(args.document, args.operationName)
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return undefined
  const plans = plansOf(args.document)
  const switches = switchesOf(operation, args)
  if (!switches) return undefined
  const key = JSON.stringify([operation.name?.value, switches])
  const known = plans.get(key)
  if (known) return known
  const plan = compile(operation, { ...selectingOf(args), variables: switches })
  // A document with many switches has more selections than are worth keeping.
  if (plan && plans.size < mostPlans) plans.set(key, plan)
  return plan
}

const mostPlans = 16
const plansByDocument = new WeakMap<DocumentNode, Map<string, ReplyPlan>>()

function plansOf(document: DocumentNode): Map<string, ReplyPlan> {
  const plans = plansByDocument.get(document) ?? new Map<string, ReplyPlan>()
  plansByDocument.set(document, plans)
  return plans
}

function selectingOf({ schema, document }: ExecutionArgs): Omit<Selecting, 'variables'> {
  const fragments = document.definitions.filter(
    (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
  )
  return { schema, fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])) }
}

/** The variables that decide what is selected, by @include and @skip; undefined where the values given are none that fit. */
function switchesOf(
  { variableDefinitions = [] }: OperationDefinitionNode,
  { schema, document, variableValues }: ExecutionArgs,
): Record<string, unknown> | undefined {
  const names = switchNames(document)
  if (names.size === 0) return {}
  const { coerced } = getVariableValues(schema, variableDefinitions, variableValues ?? {})
  return coerced && Object.fromEntries([...names].flatMap((name) => (name in coerced ? [[name, coerced[name]]] : [])))
}

const switchNamesByDocument = new WeakMap<DocumentNode, ReadonlySet<string>>()

function switchNames(document: DocumentNode): ReadonlySet<string> {
  const known = switchNamesByDocument.get(document)
  if (known) return known
  const names = new Set<string>()
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  switchNamesByDocument.set(document, names)
  return names
}

function compile(operation: OperationDefinitionNode, selecting: Selecting): ReplyPlan | undefined {
  const subscription = selecting.schema.getSubscriptionType()
  if (!subscription) return undefined
  const [root, ...more] = selectedFields(selecting, subscription, [operation.selectionSet])
  if (!root || more.length > 0) return undefined
  const [name, nodes] = root
  if (nodes[0]?.name.value !== 'replyStream') return undefined
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
  const [before, after] = [`{"data":{${JSON.stringify(name)}:`, '}}']
  const projections = new Map<ReplyLogEvent['type'], ProjectEvent>()
  for (const [eventType, typeName] of Object.entries(replyEventTypes)) {
    const type = selecting.schema.getType(typeName)
    const project = isObjectType(type) && projectionOf(type, selectedFields(selecting, type, selectionSets))
    if (project) projections.set(eventType as ReplyLogEvent['type'], project)
  }
  return { project: rememberLast((event) => envelop(projections.get(event.type)?.(event), [before, after])) }
}

const envelop = (json: string | undefined, [before, after]: readonly [string, string]) =>
  json === undefined ? undefined : before + json + after

/**
 * Readers that stand at the same place are handed the same event, one after the other, and are through with it by the next
 * turn: a plan is kept for long, and what it made is not.
 */
function rememberLast(project: ProjectEvent): ProjectEvent {
  let last: { event: ReplyLogEvent; json: string | undefined } | undefined
  const forget = () => (last = undefined)
  return (event) => {
    if (last?.event === event) return last.json
    if (!last) setImmediate(forget)
    last = { event, json: project(event) }
    return last.json
  }
}

type SelectedFields = ReturnType<typeof selectedFields>

/** How an event of this type becomes JSON; undefined where a field has fields of its own or arguments, which take a resolver. */
function projectionOf(type: GraphQLObjectType, selected: SelectedFields): ProjectEvent | undefined {
  const fields: { before: string; json: ProjectEvent }[] = []
  for (const [name, [node]] of selected) {
    const json = node && projectField(type, node.name.value)
    if (!json) return undefined
    fields.push({ before: `${fields.length === 0 ? '{' : ','}${JSON.stringify(name)}:`, json })
  }
  if (fields.length === 0) return () => '{}'
  return (event) => {
    let json = ''
    for (const field of fields) {
      const value = field.json(event)
      if (value === undefined) return undefined
      json += field.before + value
    }
    return json + '}'
  }
}

function projectField(type: GraphQLObjectType, name: string): ProjectEvent | undefined {
  if (name === '__typename') {
    const json = JSON.stringify(type.name)
    return () => json
  }
  // Two numbers and a colon: nothing in it needs an escape.
  if (name === 'cursor') return ({ cursor }) => `"${cursor.epoch}:${cursor.position}"`
  if (name === 'text') return (event) => JSON.stringify(event.type === 'text-delta' ? event.text : '')
  const field = type.getFields()[name]
  const leaf = field && getNullableType(field.type)
  if (!isLeafType(leaf)) return undefined
  return (event) => serialized(leaf, (toReplyEvent(event, '') as unknown as Record<string, unknown>)[name] ?? null)
}

/** What graphql would refuse to serialize is left to it: it knows what to answer. */
function serialized(type: GraphQLLeafType, value: unknown): string | undefined {
  try {
    return JSON.stringify(value === null ? null : type.serialize(value))
  } catch {
    return undefined
  }
}
