import type { Cursor } from './cursor.ts'

export type ResetReason = 'failover' | 'recovery'

/** What an epoch has in common with those before it. */
export interface Lineage {
  /** Earlier epochs, each with how many of its first positions stand unchanged in this one. */
  readonly carried: readonly (readonly [epoch: number, positions: number])[]
  /** What readers are told who had more, or something else. */
  readonly reason: ResetReason
}

/** An epoch that has nothing of any before it. */
export const beganAnew = (reason: ResetReason): Lineage => ({ carried: [], reason })

export const firstLineage = beganAnew('recovery')

/** The lineage of an epoch that goes on after the first `end.position` positions of `end.epoch`. */
export function carryOn(lineage: Lineage, end: Cursor, reason: ResetReason): Lineage {
  const earlier = lineage.carried.map(([epoch, positions]) => [epoch, Math.min(positions, end.position)] as const)
  return { carried: [...earlier, [end.epoch, end.position]], reason }
}

/**
 * Where a reader with a cursor of an earlier epoch stands in the epoch of this lineage; undefined where it has something
 * that is not there, so that it has to begin anew. One that has nothing yet has nothing wrong.
 */
export function positionIn({ carried }: Lineage, cursor: Cursor): number | undefined {
  if (cursor.position === 0) return 0
  const [, positions] = carried.find(([epoch]) => epoch === cursor.epoch) ?? [cursor.epoch, 0]
  return cursor.position <= positions ? cursor.position : undefined
}
