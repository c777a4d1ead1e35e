import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { DataSource } from 'typeorm'
import { v4 as uuid } from 'uuid'
import { identify } from './access/identify.ts'
import { SigningKeyStore } from './access/signing-key-store.ts'
import { ViewerStore } from './access/viewer-store.ts'
import { ViewerTokens } from './access/viewer-tokens.ts'
import { toClientError } from './api/client-error.ts'
import type { ApiContext } from './api/context.ts'
import { EndedReplies } from './api/ended-replies.ts'
import { createGraphQLServer } from './api/graphql-server.ts'
import { createHttp } from './api/http.ts'
import { createLoaders } from './api/loaders.ts'
import { buildParleySchema } from './api/schema.ts'
import { serveWebSocket } from './api/web-socket.ts'
import { createChat } from './chat/chat.ts'
import type { Config } from './config.ts'
import { ConversationStore } from './conversation/conversation-store.ts'
import { Notifications } from './database/notifications.ts'
import { translateDatabaseError } from './database/translate-error.ts'
import type { Logger } from './logger.ts'
import { composeProviders } from './provider/compose-providers.ts'
import { ModelRegistry } from './provider/model-registry.ts'
import { replyLogChannel } from './reply-log/postgres-segments.ts'
import { PostgresReplyLog } from './reply-log/postgres-reply-log.ts'
import { RedisTail } from './reply-log/redis-tail.ts'
import { AttemptStore } from './reply/attempt-store.ts'
import { LeaseStore, leaseMs } from './reply/lease-store.ts'
import { ReplyKeeper } from './reply/reply-keeper.ts'
import { ReplyRecovery } from './reply/reply-recovery.ts'
import { ReplyStore, stopChannel } from './reply/reply-store.ts'
import { ReplyWriter } from './reply/reply-writer.ts'
import { SleepGuard } from './reply/sleep-guard.ts'
import { ThreadStore } from './reply/thread-store.ts'
import { WritingPlaces } from './reply/writing-places.ts'
import { EventSweeper } from './viewer-events/event-sweeper.ts'
import { viewerEventsChannel } from './viewer-events/record-events.ts'
import { ViewerEventStore } from './viewer-events/viewer-event-store.ts'
import { ViewerEvents } from './viewer-events/viewer-events.ts'

export interface ComposeOptions {
  config: Config
  logger: Logger
  /** Connected and migrated. */
  db: DataSource
  databaseUrl: string
}

/** Parley, put together and not listening yet. */
export interface Parley {
  http: FastifyInstance
  /** What was found to answer with, a line each. */
  found: string[]
  /** Ends everything but the database: replies in flight finish within `graceMs` or are handed over, sockets close with 1001. */
  close(graceMs: number): Promise<void>
}

/** The package's own folder, from src/ and from the bundle in dist/server/ alike. */
const packageFolder = (() => {
  const here = dirname(fileURLToPath(import.meta.url))
  return here.endsWith(join('dist', 'server')) ? join(here, '..', '..') : join(here, '..')
})()

export async function compose(options: ComposeOptions): Promise<Parley> {
  const { config, logger, db } = options
  const tokens = new ViewerTokens(new SigningKeyStore(db.manager))
  await tokens.load()
  const { models, found } = await composeModels(config, logger)
  const core = composeReplies(options, models)
  const chat = createChat({
    db,
    tokens,
    models,
    ...core,
    anonymous: config.anonymous,
    maxTextLength: config.maxTextLength,
  })

  const replies = new ReplyStore(db.manager)
  const loaders = {
    conversations: new ConversationStore(db.manager),
    replies,
    log: core.log,
    endedReplies: new EndedReplies((id) => replies.find(id)),
  }
  const identifyViewer = identify({ tokens, viewers: new ViewerStore(db.manager) })
  const server = { version: readVersion(), anonymousSignIn: config.anonymous, maxTextLength: config.maxTextLength }
  const contextFor = async (authorization: unknown, requestId: string): Promise<ApiContext> => {
    const context = { chat, models, server, requestId, loaders: createLoaders(loaders), viewer: undefined }
    return identifyViewer(authorization).then(
      (viewer) => ({ ...context, viewer }),
      // Told by the field that needs a viewer, as any other error: a context that fails has no request id.
      (viewerFailure: Error) => ({ ...context, viewerFailure }),
    )
  }

  const edge = await composeEdge(config, logger, contextFor)
  await core.start()
  // Ahead of the first viewer: learns the models' windows, and tells the log of a wrong key early.
  void models.list()
  return {
    http: edge.http,
    found,
    close: async (graceMs) => {
      await core.drain(graceMs)
      await edge.close()
      await core.close()
    },
  }
}

async function composeModels(config: Config, logger: Logger) {
  const { openai, gemini, anthropic, servers, packages, detect, demo } = config
  const settings = { openai, gemini, anthropic, servers, packages, detect, demo, docsFolder: packageFolder }
  const { providers, found } = await composeProviders(settings, logger)
  const { defaultModel, aliases, models: modelSettings } = config
  return { models: new ModelRegistry({ providers, defaultModel, aliases, modelSettings, log: logger }), found }
}

/** The reply log, its writer, and what keeps replies from being left open. */
function composeReplies({ config, logger, db, databaseUrl }: ComposeOptions, models: ModelRegistry) {
  const { manager } = db
  const writerId = uuid()
  const notifications = new Notifications({
    url: databaseUrl,
    onError: (error) => logger.warn({ err: error }, 'cannot listen to the database; polling instead'),
  })
  const log = composeLog({ config, logger, db }, notifications)
  const replies = new ReplyStore(manager)
  const leases = new LeaseStore(manager)
  const attempts = new AttemptStore(manager)
  const threads = new ThreadStore(manager)
  const places = new WritingPlaces(config.writing)
  const sleep = new SleepGuard(leaseMs)
  const writer = new ReplyWriter({ replies, attempts, threads, sleep, log, logger, instructions: config.instructions })
  const recovery = new ReplyRecovery({ log, attempts, writer, places, models, logger, means: config.recovery })
  const keeper = new ReplyKeeper({ leases, writer, recovery, places, sleep, logger, writerId })
  const { events, sweeper } = composeViewerEvents({ logger, db }, notifications)
  notifications.on(stopChannel, (replyId) => void writer.stop(replyId))

  return {
    log,
    writer,
    places,
    events,
    writerId,
    start: async () => {
      await notifications.start()
      keeper.start()
    },
    // The keeper goes on meanwhile: what still runs needs its heartbeat.
    drain: async (graceMs: number) => {
      keeper.takeNothingMore()
      const left = await writer.drain(graceMs)
      // They run out by themselves, if later.
      await leases
        .release(left)
        .catch((error: unknown) => logger.warn({ err: error }, 'leases could not be given back'))
    },
    close: async () => {
      await keeper.close()
      await Promise.all([events.close(), sweeper.close()])
      await notifications.close()
      await log.close()
    },
  }
}

function composeLog({ config, logger, db }: Omit<ComposeOptions, 'databaseUrl'>, notifications: Notifications) {
  return new PostgresReplyLog({
    database: db.manager,
    tail: composeTail(config, logger),
    onError: (error) => logger.warn({ err: error }, 'the reply log cannot reach the database; it will try again'),
    onWakeUp: (wake) => {
      notifications.on(replyLogChannel, (payload) => wake(payload.split(',')))
      return () => notifications.on(replyLogChannel, () => undefined)
    },
  })
}

/** Who follows viewers here, and what removes the events that need not be kept any more. */
function composeViewerEvents({ logger, db }: Pick<ComposeOptions, 'logger' | 'db'>, notifications: Notifications) {
  const [conversations, replies] = [new ConversationStore(db.manager), new ReplyStore(db.manager)]
  const store = new ViewerEventStore(db.manager)
  const onError = (error: unknown) =>
    logger.warn({ err: error }, 'events of viewers were not read or told; trying again')
  const events = new ViewerEvents({ store, conversations, replies, onError })
  notifications.on(viewerEventsChannel, (payload) => events.hear(payload))
  const sweeper = new EventSweeper({ store, onError })
  sweeper.start()
  return { events, sweeper }
}

function composeTail({ redisUrl }: Config, logger: Logger): RedisTail | undefined {
  if (redisUrl === undefined) return undefined
  return new RedisTail({
    url: redisUrl,
    onAway: (reason) => logger.warn({ err: reason }, 'Redis is away; replies come through the database meanwhile'),
    onBack: () => logger.info({}, 'Redis is back'),
  })
}

async function composeEdge(
  config: Config,
  logger: Logger,
  contextFor: (authorization: unknown, requestId: string) => Promise<ApiContext>,
) {
  const schema = await buildParleySchema()
  const formatError = toClientError({ logger, translate: translateDatabaseError })
  const graphql = createGraphQLServer({ schema, toClientError: formatError })
  await graphql.start()
  const shared = { maxBytes: config.maxBodyBytes, contextFor, toClientError: formatError }
  const http = await createHttp({ graphql, webFolder: join(packageFolder, 'dist', 'web'), ...shared })
  const closeSockets = serveWebSocket({ server: http.server, path: '/graphql', schema, ...shared })
  return {
    http,
    close: async () => {
      await closeSockets()
      await http.close()
      await graphql.stop()
    },
  }
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  return version
}
