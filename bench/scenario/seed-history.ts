import pg from 'pg'

/** A conversation to be made without anybody typing it. */
export interface SeededConversation {
  id: string
  viewerId: string
  messages: number
}

/** Fills a conversation with messages, each with its completed reply, in as many statements as there are tables. */
export async function seedConversation(databaseUrl: string, seeded: SeededConversation): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('BEGIN')
    await skipForeignKeyChecks(client)
    const { id, viewerId, messages } = seeded
    await client.query('INSERT INTO conversation (id, viewer_id, title, message_count) VALUES ($1, $2, $3, $4)', [
      id,
      viewerId,
      `${messages} messages`,
      messages,
    ])
    await client.query(insertMessages, [id, viewerId, messages])
    await client.query(insertReplies, [id, messages])
    await client.query('COMMIT')
    // As autovacuum leaves a table that grew over months.
    await client.query('VACUUM (ANALYZE) message, reply')
  } finally {
    await client.end()
  }
}

/** Only a superuser may: where the role is none, seeding takes longer. What is inserted here keeps the keys anyway. */
async function skipForeignKeyChecks(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ super: boolean }>(
    'SELECT rolsuper AS super FROM pg_roles WHERE rolname = current_user',
  )
  if (rows[0]?.super) await client.query('SET LOCAL session_replication_role = replica')
}

// Ids that grow with time, as those of real messages do: the conversation's own beginning, the table's group, the number.
const idOf = (group: string, number: string) =>
  `(left($1::uuid::text, 19) || '${group}-' || lpad(to_hex(${number}), 12, '0'))::uuid`
const messageId = idOf('a000', 'n')
const replyId = idOf('b000', 'n')
const replyBefore = idOf('b000', 'n - 1')

const insertMessages = `
  INSERT INTO message (id, conversation_id, viewer_id, position, text, after_reply_id, current_reply_id, created_at)
  SELECT ${messageId}, $1, $2, n, 'Question ' || n || ': how does the river find its way to the sea?',
         CASE WHEN n > 0 THEN ${replyBefore} END, ${replyId}, now() - ($3::integer - n) * interval '1 minute'
  FROM generate_series(0, $3::integer - 1) AS n`

const insertReplies = `
  INSERT INTO reply (id, message_id, ordinal, status, model, text, finish_reason, input_tokens, output_tokens, writer_id,
                     lease_expires_at, created_at, ended_at)
  SELECT ${replyId}, ${messageId}, 0, 'completed', 'bench/fake',
         'Answer ' || n || ': downhill, by the lowest ground that it can reach, and never straight.', 'stop', 12, 16,
         gen_random_uuid(), now(), now() - ($2::integer - n) * interval '1 minute',
         now() - ($2::integer - n) * interval '1 minute'
  FROM generate_series(0, $2::integer - 1) AS n`
