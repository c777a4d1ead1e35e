import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Viewers, their conversations, messages and replies, the reply log and the keys that sign tokens. */
export class CreateCore1790000000000 implements MigrationInterface {
  readonly name = 'CreateCore1790000000000'

  async up(query: QueryRunner): Promise<void> {
    for (const statement of tables) await query.query(statement)
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query('DROP TABLE reply_segment, reply, message, conversation, viewer, signing_key')
  }
}

const tables = [
  `CREATE TABLE viewer (
     id         uuid CONSTRAINT viewer_key PRIMARY KEY,
     role       text NOT NULL DEFAULT 'user',
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT viewer_roles_are_known CHECK (role IN ('user', 'admin', 'auditor'))
   )`,

  `CREATE TABLE signing_key (
     id          uuid CONSTRAINT signing_key_key PRIMARY KEY,
     algorithm   text NOT NULL,
     public_key  jsonb NOT NULL,
     private_key jsonb NOT NULL,
     created_at  timestamptz(3) NOT NULL DEFAULT now()
   )`,

  // Times have milliseconds, as in JavaScript: a keyset cursor made from a row must compare equal to that row.
  `CREATE TABLE conversation (
     id             uuid CONSTRAINT conversation_key PRIMARY KEY,
     viewer_id      uuid NOT NULL CONSTRAINT conversations_have_a_viewer REFERENCES viewer (id) ON DELETE CASCADE,
     title          text,
     instructions   text,
     message_count  integer NOT NULL DEFAULT 0,
     created_at     timestamptz(3) NOT NULL DEFAULT now(),
     last_active_at timestamptz(3) NOT NULL DEFAULT now()
   )`,
  'CREATE INDEX conversations_of_a_viewer_by_activity ON conversation (viewer_id, last_active_at, id)',

  // after_reply_id and current_reply_id have no foreign key: a reply goes only together with its whole conversation,
  // and the two tables would otherwise point at each other.
  `CREATE TABLE message (
     id                  uuid CONSTRAINT message_key PRIMARY KEY,
     conversation_id     uuid NOT NULL
                         CONSTRAINT messages_have_a_conversation REFERENCES conversation (id) ON DELETE CASCADE,
     viewer_id           uuid NOT NULL CONSTRAINT messages_have_a_viewer REFERENCES viewer (id) ON DELETE CASCADE,
     position            integer NOT NULL,
     text                text NOT NULL,
     after_reply_id      uuid,
     current_reply_id    uuid,
     client_message_id   text,
     request_fingerprint text,
     created_at          timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT idempotent_sends_have_a_fingerprint
       CHECK ((client_message_id IS NULL) = (request_fingerprint IS NULL))
   )`,
  'CREATE UNIQUE INDEX messages_of_a_conversation_in_order ON message (conversation_id, position)',
  `CREATE UNIQUE INDEX client_message_ids_are_unique_per_viewer ON message (viewer_id, client_message_id)
     WHERE client_message_id IS NOT NULL`,

  `CREATE TABLE reply (
     id                uuid CONSTRAINT reply_key PRIMARY KEY,
     message_id        uuid NOT NULL CONSTRAINT replies_have_a_message REFERENCES message (id) ON DELETE CASCADE,
     ordinal           integer NOT NULL,
     status            text NOT NULL DEFAULT 'pending',
     model             text NOT NULL,
     text              text,
     marks             jsonb NOT NULL DEFAULT '[]',
     epoch             integer NOT NULL DEFAULT 0,
     finish_reason     text,
     input_tokens      integer,
     output_tokens     integer,
     error             jsonb,
     attempts          integer NOT NULL DEFAULT 1,
     writer_id         uuid NOT NULL,
     fence             integer NOT NULL DEFAULT 1,
     lease_expires_at  timestamptz NOT NULL,
     stop_requested_at timestamptz,
     created_at        timestamptz(3) NOT NULL DEFAULT now(),
     ended_at          timestamptz(3),
     CONSTRAINT reply_statuses_are_known
       CHECK (status IN ('pending', 'streaming', 'completed', 'failed', 'stopped')),
     CONSTRAINT settled_replies_have_text_and_an_end
       CHECK ((status IN ('pending', 'streaming')) = (text IS NULL) AND (text IS NULL) = (ended_at IS NULL)),
     CONSTRAINT completed_replies_have_a_finish_reason CHECK ((status = 'completed') = (finish_reason IS NOT NULL)),
     CONSTRAINT failed_replies_have_an_error CHECK ((status = 'failed') = (error IS NOT NULL))
   )`,
  'CREATE UNIQUE INDEX replies_of_a_message_in_order ON reply (message_id, ordinal)',
  // Heartbeats and takeovers look only at open replies; this keeps that look-up small for ever. The lease's expiry is
  // not in it, so that a heartbeat touches no index.
  `CREATE INDEX open_replies ON reply (id) WHERE status IN ('pending', 'streaming')`,

  `CREATE TABLE reply_segment (
     reply_id uuid NOT NULL CONSTRAINT segments_have_a_reply REFERENCES reply (id) ON DELETE CASCADE,
     epoch    integer NOT NULL,
     position integer NOT NULL,
     text     text NOT NULL,
     marks    jsonb NOT NULL,
     CONSTRAINT reply_segment_key PRIMARY KEY (reply_id, epoch, position)
   )`,
]
