// Prints the schema that the code makes to schema/schema.graphql; with `--check`, only tells whether it is there already.
import { lexicographicSortSchema, printSchema } from 'graphql'
import { buildParleySchema } from '../src/api/schema.ts'
import { writeOrCheck } from './check/write-or-check.ts'

// Sorted, because decorators register in an order that means nothing.
const schema = lexicographicSortSchema(await buildParleySchema())
writeOrCheck('schema/schema.graphql', `${printSchema(schema)}\n`)
