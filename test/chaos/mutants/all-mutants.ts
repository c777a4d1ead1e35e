import { logMutants } from './log-mutants.ts'
import type { Mutant } from './mutant.ts'
import { recoveryMutants } from './recovery-mutants.ts'
import { sendMutants } from './send-mutants.ts'

/** Every bug that is planted. */
export const allMutants: readonly Mutant[] = [...sendMutants, ...logMutants, ...recoveryMutants]
