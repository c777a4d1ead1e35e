import 'reflect-metadata'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { GraphQLSchema } from 'graphql'
import type { DataSource } from 'typeorm'
import { toClientError } from '../../src/api/client-error.ts'
import type { ApiContext } from '../../src/api/context.ts'
import { EndedReplies } from '../../src/api/ended-replies.ts'
import { createLoaders } from '../../src/api/loaders.ts'
import { buildParleySchema } from '../../src/api/schema.ts'
import { serveWebSocket } from '../../src/api/web-socket.ts'
import { createChat } from '../../src/chat/chat.ts'
import type { ChatDeps } from '../../src/chat/deps.ts'
import { ConversationStore } from '../../src/conversation/conversation-store.ts'
import { createDataSource } from '../../src/database/data-source.ts'
import { PostgresReplyLog } from '../../src/reply-log/postgres-reply-log.ts'
import { ReplyStore } from '../../src/reply/reply-store.ts'
import { createTestDatabase } from './database.ts'

/** The socket of Parley on a reply log that the test itself writes: no models, and no HTTP. */
export interface SocketEdge {
  url: string
  server: Server
  schema: GraphQLSchema
  db: DataSource
  log: PostgresReplyLog
  /** Of whoever a reply belongs to; its viewer's id is also what a socket hands in as authorization. */
  contextOf: (viewerId: string) => ApiContext
  close: () => Promise<void>
}

/** Starts it on a free port, with a database of its own. */
export async function startSocketEdge({ graceMs }: { graceMs?: number } = {}): Promise<SocketEdge> {
  const database = await createTestDatabase()
  const db = await createDataSource({ url: database.url }).initialize()
  const log = new PostgresReplyLog({ database: db.manager, onError: () => undefined })
  // What reads needs no more than these; what writes is not asked here.
  const chat = createChat({ db, log } as unknown as ChatDeps)
  const [conversations, replies] = [new ConversationStore(db.manager), new ReplyStore(db.manager)]
  const loaded = { conversations, replies, log, endedReplies: new EndedReplies((id) => replies.find(id)) }
  const contextOf = (viewerId: string) =>
    ({ chat, loaders: createLoaders(loaded), viewer: { id: viewerId }, requestId: 'none' }) as unknown as ApiContext

  const schema = await buildParleySchema()
  const server = createServer()
  const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore }
  const closeSockets = serveWebSocket({
    server,
    schema,
    path: '/graphql',
    maxBytes: 100_000,
    ...(graceMs !== undefined && { graceMs }),
    contextFor: async (authorization) => contextOf(String(authorization)),
    toClientError: toClientError({ logger: quiet, translate: () => undefined }),
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    schema,
    db,
    log,
    contextOf,
    close: async () => {
      await closeSockets()
      server.close()
      await log.close()
      await db.destroy()
      await database.drop()
    },
  }
}

function ignore(): void {
  // Whoever reads these lines reads them elsewhere.
}
