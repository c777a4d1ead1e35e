import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What happens to each viewer's conversations, in one sequence a viewer. Adds only: what happened before is in no sequence. */
export class CreateViewerEvents1790000100000 implements MigrationInterface {
  readonly name = 'CreateViewerEvents1790000100000'

  async up(query: QueryRunner): Promise<void> {
    for (const statement of tables) await query.query(statement)
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query('DROP TABLE viewer_event, viewer_event_counter')
  }
}

const tables = [
  // Whoever raises a counter holds its row until the commit: that makes a viewer's sequence one without gaps, in the
  // order of commits.
  `CREATE TABLE viewer_event_counter (
     viewer_id uuid CONSTRAINT viewer_event_counter_key PRIMARY KEY
               CONSTRAINT event_counters_have_a_viewer REFERENCES viewer (id) ON DELETE CASCADE,
     newest    bigint NOT NULL
   )`,

  // Points at the counter, which the recorder holds anyway, and not at the viewer, whose row it would have to lock as
  // well. The ids have no foreign keys: a deletion is told after its conversation is gone.
  `CREATE TABLE viewer_event (
     viewer_id       uuid NOT NULL
                     CONSTRAINT events_have_a_counter REFERENCES viewer_event_counter (viewer_id) ON DELETE CASCADE,
     sequence        bigint NOT NULL,
     kind            text NOT NULL,
     conversation_id uuid NOT NULL,
     message_id      uuid,
     reply_id        uuid,
     created_at      timestamptz(3) NOT NULL DEFAULT now(),
     CONSTRAINT viewer_event_key PRIMARY KEY (viewer_id, sequence),
     CONSTRAINT viewer_event_kinds_are_known
       CHECK (kind IN ('conversation-created', 'conversation-changed', 'conversation-deleted', 'message-sent',
                       'reply-opened', 'reply-settled', 'reply-selected')),
     CONSTRAINT viewer_events_name_what_they_are_about
       CHECK ((message_id IS NULL) = (kind LIKE 'conversation-%') AND (reply_id IS NOT NULL) = (kind LIKE 'reply-%'))
   )`,
  'CREATE INDEX viewer_events_by_age ON viewer_event (created_at)',
]
