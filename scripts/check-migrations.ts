// Proves on a scratch database that the migrations make what the entities say, that all of them can be undone, and redone.
import { createDataSource } from '../src/database/data-source.ts'
import { migrateDatabase } from '../src/database/migrate.ts'
import { DatabaseNursery } from '../test/kit/database-nursery.ts'
import { providePostgres } from '../test/kit/postgres-server.ts'

type Database = ReturnType<typeof createDataSource>

const server = await providePostgres()
const nursery = new DatabaseNursery(server.url)
const problems: string[] = []
try {
  await nursery.makeTemplate(async (url) => {
    await migrateDatabase(url)
    const database = await createDataSource({ url }).initialize()
    try {
      await findProblems(database)
    } finally {
      await database.destroy()
    }
  })
} finally {
  await nursery.clear()
  await server.stop()
}
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0

async function findProblems(database: Database): Promise<void> {
  await reportDrift(database, 'The entities and the migrations differ; to make them equal, the migrations lack')
  for (const { name } of [...database.migrations].reverse()) {
    if (name === undefined) problems.push('A migration has no name: its class is renamed when it is bundled.')
    await database.undoLastMigration({ transaction: 'each' })
  }
  const left = await leftOver(database)
  if (left.length > 0) problems.push(`After all migrations are undone there is still: ${left.join(', ')}`)
  await database.runMigrations({ transaction: 'each' })
  await reportDrift(database, 'After undoing and redoing the migrations, there lacks')
}

async function reportDrift(database: Database, words: string): Promise<void> {
  const { upQueries } = await database.driver.createSchemaBuilder().log()
  if (upQueries.length > 0) problems.push([words, ...upQueries.map(({ query }) => `  ${query}`)].join('\n'))
}

// Everything that can be made in a schema: relations, functions and types. Indexes go with their tables.
async function leftOver(database: Database): Promise<string[]> {
  const rows = await database.query<{ name: string }[]>(
    `SELECT relname AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('i', 'I') AND relname NOT LIKE 'migration%'
      UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      UNION ALL SELECT typname FROM pg_type
        WHERE typnamespace = 'public'::regnamespace AND typname NOT LIKE ALL (ARRAY['migration%', '\\_migration%'])`,
  )
  return rows.map(({ name }) => name)
}
