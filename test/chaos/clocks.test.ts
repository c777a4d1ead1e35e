import { describe } from 'vitest'
import { playInTests } from './play-in-tests.ts'
import { clockJumps } from './scenario/clock-jumps.ts'

describe('servers whose clocks are wrong', () => {
  playInTests([clockJumps])
})
