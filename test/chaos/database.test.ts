import { describe } from 'vitest'
import { playInTests } from './play-in-tests.ts'
import { databaseKills } from './scenario/database-kills.ts'

describe('a database that dies', () => {
  playInTests([databaseKills])
})
