import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { ApolloServer } from '@apollo/server'
import fastifyCompress from '@fastify/compress'
import fastifyHelmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify'
import { ChatError } from '../errors.ts'
import { extensionsOf } from './client-error.ts'
import type { ApiContext } from './context.ts'
import { unknownRequestId } from './graphql-server.ts'

export interface HttpOptions {
  graphql: ApolloServer<ApiContext>
  /** The largest body, in bytes. */
  maxBytes: number
  /** Where the built web client lies; none is served where it is missing. */
  webFolder: string
  contextFor: (authorization: unknown, requestId: string) => Promise<ApiContext>
  toClientError: (error: unknown, requestId: string) => { extensions?: Record<string, unknown> }
}

/** HTTP: the client at `/`, GraphQL at `/graphql`, the playground at `/playground`. Not listening yet. */
export async function createHttp({
  graphql,
  maxBytes,
  webFolder,
  contextFor,
  toClientError,
}: HttpOptions): Promise<FastifyInstance> {
  const http = fastify({
    bodyLimit: maxBytes,
    forceCloseConnections: true,
    genReqId: () => randomUUID(),
    requestTimeout: 30_000,
    connectionTimeout: 0, // sockets stay open for as long as their clients do
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 200 },
  })
  http.addHook<unknown>('onSend', async (request, reply, payload) => {
    reply.header('x-request-id', request.id)
    const isRefusal = reply.statusCode >= 400 && typeof payload === 'string'
    return isRefusal ? payload.replaceAll(unknownRequestId, request.id) : payload
  })
  http.setErrorHandler((error: FastifyError, request, reply) =>
    answerError(toClientError, { error, requestId: request.id, reply }),
  )
  http.setNotFoundHandler((request, reply) => {
    const told = new ChatError('NOT_FOUND', 'There is nothing at this address.')
    void reply.status(404).send({ errors: [{ message: told.message, extensions: extensionsOf(told, request.id) }] })
  })
  await http.register(fastifyHelmet, { contentSecurityPolicy: { directives: contentSecurityPolicy }, hsts: false })
  await http.register(fastifyCompress, { global: true, threshold: 1_024 })

  const answer = fastifyApolloHandler(graphql, {
    context: (request) => contextFor(request.headers.authorization, request.id),
  })
  http.route({ url: '/graphql', method: ['GET', 'POST', 'OPTIONS'], handler: answer })
  await serveWeb(http, webFolder)
  return http
}

/** Nothing from elsewhere, nothing inline but styles, which components set on their elements. */
const contentSecurityPolicy = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'", 'data:'],
  styleSrc: ["'self'", "'unsafe-inline'"],
  workerSrc: ["'self'", 'blob:'],
  connectSrc: ["'self'", 'ws:', 'wss:'],
  // Parley is tried on plain HTTP; behind TLS the proxy upgrades.
  upgradeInsecureRequests: null,
}

async function serveWeb(http: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(folder)) return
  await http.register(fastifyStatic, {
    root: folder,
    index: false,
    setHeaders: (response, path) => {
      // Built files carry a hash in their name; the pages that name them must always be fresh.
      const hashed = path.startsWith(join(folder, 'assets'))
      response.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
    serve: true,
  })
  const page = (name: string) => (_request: unknown, reply: FastifyReply) => reply.sendFile(name)
  http.get('/', page('index.html'))
  http.get('/c/:conversationId', page('index.html'))
  http.get('/playground', page('playground/index.html'))
  http.get('/playground/', page('playground/index.html'))
}

interface FailedRequest {
  error: FastifyError
  requestId: string
  reply: FastifyReply
}

/** What fails before GraphQL is reached (a body too large or malformed) is told in GraphQL's own shape. */
function answerError(toClientError: HttpOptions['toClientError'], { error, requestId, reply }: FailedRequest): void {
  const status = error.statusCode ?? 500
  if (status >= 500) {
    void reply.status(status).send({ errors: [toClientError(error, requestId)] })
    return
  }
  const told =
    status === 413
      ? new ChatError('REQUEST_TOO_LARGE', 'The request body is larger than this server takes.')
      : new ChatError(
          'BAD_USER_INPUT',
          'The request body could not be read. Send well-formed JSON as application/json.',
        )
  void reply.status(status).send({ errors: [{ message: told.message, extensions: extensionsOf(told, requestId) }] })
}
