import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Each call to a provider as a row, and what a reply needs to be continued by another writer. Adds only. */
export class CreateReplyAttempts1790000200000 implements MigrationInterface {
  readonly name = 'CreateReplyAttempts1790000200000'

  async up(query: QueryRunner): Promise<void> {
    await query.query(
      `ALTER TABLE reply ADD COLUMN lineage jsonb NOT NULL DEFAULT '{"carried": [], "reason": "recovery"}'`,
    )
    await query.query('ALTER TABLE reply_segment ADD COLUMN place jsonb')
    await query.query(`
      CREATE TABLE reply_attempt (
        reply_id   uuid NOT NULL CONSTRAINT attempts_have_a_reply REFERENCES reply (id) ON DELETE CASCADE,
        ordinal    integer NOT NULL,
        model      text NOT NULL,
        run        text,
        status     text NOT NULL DEFAULT 'open',
        started_at timestamptz(3) NOT NULL DEFAULT now(),
        ended_at   timestamptz(3),
        CONSTRAINT reply_attempt_key PRIMARY KEY (reply_id, ordinal),
        CONSTRAINT attempt_statuses_are_known CHECK (status IN ('open', 'completed', 'failed', 'stopped', 'unknown')),
        CONSTRAINT ended_attempts_have_an_end CHECK ((status = 'open') = (ended_at IS NULL))
      )`)
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query('DROP TABLE reply_attempt')
    await query.query('ALTER TABLE reply_segment DROP COLUMN place')
    await query.query('ALTER TABLE reply DROP COLUMN lineage')
  }
}
