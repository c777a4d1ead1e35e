import 'reflect-metadata'
import { createDataSource } from './src/database/data-source.ts'

/** For TypeORM's command line (`typeorm migration:…`); the server makes its own from the same function. */
export default createDataSource({ url: process.env.DATABASE_URL ?? 'postgres://postgres@localhost/postgres' })
