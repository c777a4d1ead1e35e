import { DataSource } from 'typeorm'
import { SigningKeyEntity } from '../access/signing-key.entity.ts'
import { ViewerEntity } from '../access/viewer.entity.ts'
import { ConversationEntity } from '../conversation/conversation.entity.ts'
import { MessageEntity } from '../conversation/message.entity.ts'
import { ReplyAttemptEntity } from '../reply/reply-attempt.entity.ts'
import { ReplySegmentEntity } from '../reply/reply-segment.entity.ts'
import { ReplyEntity } from '../reply/reply.entity.ts'
import { ViewerEventCounterEntity } from '../viewer-events/viewer-event-counter.entity.ts'
import { ViewerEventEntity } from '../viewer-events/viewer-event.entity.ts'
import { CreateCore1790000000000 } from './migrations/1790000000000-create-core.ts'
import { CreateViewerEvents1790000100000 } from './migrations/1790000100000-create-viewer-events.ts'
import { CreateReplyAttempts1790000200000 } from './migrations/1790000200000-create-reply-attempts.ts'

export interface DataSourceOptions {
  url: string
  /** Connections at most. */
  poolSize?: number
  /** For migrations: a statement may take as long as it needs. */
  patient?: boolean
  /** An idle connection broke; the pool has replaced it. */
  onPoolError?: (error: unknown) => void
}

/** How long a query may wait for a free connection, and a statement for its answer, in milliseconds. */
const connectionTimeoutMs = 5_000
const statementTimeoutMs = 15_000
/**
 * How long a transaction may be left standing, in milliseconds: less than a lease. A process that is stopped in the middle of
 * one would otherwise hold its rows, and whoever waits for them could not renew its own leases.
 */
const idleTransactionMs = 1_500
/**
 * How old a connection may become, in seconds. The driver keeps one that a vanished network has made useless until its
 * socket gives up, which may take a quarter of an hour.
 */
const connectionLifeSeconds = 60

const impatience = {
  statement_timeout: statementTimeoutMs,
  query_timeout: statementTimeoutMs + 1_000,
  idle_in_transaction_session_timeout: idleTransactionMs,
  maxLifetimeSeconds: connectionLifeSeconds,
}

/** Parley's tables on one Postgres server. Not connected yet. */
export function createDataSource({ url, poolSize = 10, patient = false, onPoolError }: DataSourceOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    applicationName: 'parley',
    connectTimeoutMS: connectionTimeoutMs,
    entities: [
      ViewerEntity,
      SigningKeyEntity,
      ConversationEntity,
      MessageEntity,
      ReplyEntity,
      ReplySegmentEntity,
      ReplyAttemptEntity,
      ViewerEventCounterEntity,
      ViewerEventEntity,
    ],
    migrations: [CreateCore1790000000000, CreateViewerEvents1790000100000, CreateReplyAttempts1790000200000],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    // A server that stops would otherwise kill the process.
    poolErrorHandler: (error: unknown) => onPoolError?.(error),
    extra: patient ? {} : impatience,
  })
}
