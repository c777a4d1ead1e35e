import { describe } from 'vitest'
import { playInTests } from './play-in-tests.ts'
import { slowReaders } from './scenario/slow-readers.ts'

describe('readers that stand still', () => {
  playInTests([slowReaders])
})
