import { randomUUID } from 'node:crypto'
import {
  createSourceEventStream,
  getOperationAST,
  GraphQLError,
  subscribe,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql'
import type { Context, ServerOptions, SubscribePayload } from 'graphql-ws'
import type { ReplyLogReader } from '../../reply-log/reply-log.ts'
import type { ApiContext } from '../context.ts'
import { ChatError } from '../../errors.ts'
import { connectionInitMs, mostOperationsOfASocket } from '../limits.ts'
import { replyPlanOf } from '../projection/reply-plan.ts'
import { Documents } from './documents.ts'
import type { Outlet } from './outlet.ts'
import { ReplyPush } from './reply-push.ts'
import type { Turns } from './turns.ts'

export interface OperationsOptions {
  schema: GraphQLSchema
  contextFor: (authorization: unknown, requestId: string) => Promise<ApiContext>
  toClientError: (error: unknown, requestId: string) => GraphQLFormattedError
}

/** What belongs to one socket. */
export interface Line {
  outlet: Outlet
  turns: Turns
}

type Params = Record<string, unknown> | undefined

/** What graphql-transport-ws does with operations here: prepared as over HTTP, answered only as fast as the client takes it. */
export function operationHooks(options: OperationsOptions): ServerOptions<Params, Line> {
  const { schema, toClientError } = options
  const documents = new Documents(schema)
  const requestIds = new WeakMap<object, string>()
  return {
    connectionInitWaitTimeout: connectionInitMs,
    onSubscribe: async (context, _id, payload) => {
      const requestId = randomUUID()
      const prepared = await prepare({ ...options, documents }, { context, payload, requestId })
      if (!Array.isArray(prepared)) requestIds.set(prepared, requestId)
      // Already as the client may see them; onError passes them on.
      return prepared
    },
    subscribe: subscribeTo,
    // Rest parameters: the library says how many there are.
    onOperation: (...[{ extra }, id, payload, , result]) => {
      // A subscription is set up: the next may be.
      if (isAsyncIterable(result)) endTurn(extra, payload)
      if (result instanceof ReplyPush) result.sendTo(extra.outlet, id)
    },
    onError: (...[, , , errors]) =>
      errors.map((error) => (isFormatted(error) ? error.toJSON() : toClientError(error, randomUUID()))),
    onNext: async (...[{ extra }, , , args, { data, errors }]) => {
      await extra.outlet.room()
      return {
        data: data ?? null,
        ...(errors && { errors: errors.map((error) => toClientError(error, requestIds.get(args) ?? randomUUID())) }),
      }
    },
    onComplete: ({ extra }, _id, payload) => endTurn(extra, payload),
  }
}

/** A reply goes into the socket by the shortest way, anything else by graphql's own. */
async function subscribeTo(args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const plan = replyPlanOf(args)
  if (!plan) return subscribe(args) as Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>
  const stream = await createSourceEventStream(args)
  // Refused otherwise, and these are the errors.
  return Symbol.asyncIterator in stream ? new ReplyPush({ reader: stream as ReplyLogReader, plan, args }) : stream
}

interface Subscribing {
  context: Context<Params, Line>
  payload: SubscribePayload
  requestId: string
}

/** The same parsing and validation as over HTTP, then the context: neither happens on a socket by itself. */
async function prepare(
  { schema, documents, contextFor, toClientError }: OperationsOptions & { documents: Documents },
  { context, payload, requestId }: Subscribing,
): Promise<ExecutionArgs | GraphQLError[]> {
  const refused = (error: unknown) => formatted(toClientError(error, requestId))
  try {
    const document = documents.read(payload.query)
    if (!('kind' in document)) return document.map(refused)
    const operation = getOperationAST(document, payload.operationName)
    if (!operation) {
      return [
        refused(new GraphQLError('Name the operation that is to run: the document has none of this name, or several.')),
      ]
    }
    if (Object.keys(context.subscriptions).length > mostOperationsOfASocket) throw tooMany()
    await beginTurn(context.extra, payload)
    return {
      schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? null,
      contextValue: await contextFor(context.connectionParams?.authorization, requestId),
    }
  } catch (error) {
    endTurn(context.extra, payload)
    return [refused(error)]
  }
}

const tooMany = (): ChatError =>
  new ChatError('RATE_LIMITED', 'This socket has too many operations under way. Complete some, or open another one.', {
    retryAfterMs: 1_000,
  })

async function beginTurn({ outlet, turns }: Line, payload: SubscribePayload): Promise<void> {
  const turn = turns.begin(payload)
  if (!turn) return
  outlet.crowded = true
  await turn
}

function endTurn({ outlet, turns }: Line, payload: SubscribePayload): void {
  turns.end(payload)
  if (turns.waiting === 0) outlet.crowded = false
}

const alreadyFormatted = new WeakSet<GraphQLError>()

function formatted({ message, extensions }: GraphQLFormattedError): GraphQLError {
  const error = new GraphQLError(message, { extensions: extensions ?? null })
  alreadyFormatted.add(error)
  return error
}

const isFormatted = (error: GraphQLError) => alreadyFormatted.has(error)

const isAsyncIterable = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && Symbol.asyncIterator in result
