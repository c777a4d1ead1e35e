import type { VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import { interrupted, type FaultCase, type FaultExpectation } from './expectation.ts'

/** A fault told inside a stream: its request ran. */
export const inStream = (fault: FaultExpectation): FaultExpectation => ({ ...fault, mayHaveRun: true })

/** An error inside the stream, as the first event and after some text. */
export function firstAndLater(
  row: string,
  what: string,
  told: Pick<FaultCase, 'kinds' | 'script'> & { fault: FaultExpectation },
) {
  const { kinds, script, fault } = told
  const first: FaultCase = { row, what: `${what} first`, kinds, script, fault: inStream(fault) }
  const later: FaultCase = {
    row,
    what: `${what} after some text`,
    kinds,
    script: { ...script, chunks: ['Once ', 'upon'] },
    text: 'Once upon',
    fault: interrupted(fault),
  }
  return [first, later]
}

/** Rows whose bytes differ from vendor to vendor. */
export const perKind = (
  kinds: VendorKind[],
  make: (kind: VendorKind) => Omit<FaultCase, 'kinds'> | Omit<FaultCase, 'kinds'>[],
): FaultCase[] => kinds.flatMap((kind) => [make(kind)].flat().map((one) => ({ ...one, kinds: [kind] })))
