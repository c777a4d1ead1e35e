/** How bytes are cut on their way out: as they come, one by one, all at once, or at places drawn from a seed (pieces of 29 bytes at most, or of `most`). */
export type Chunking = 'event' | 'byte' | 'whole' | { seed: number; most?: number }

/** Cuts one write into the pieces that go out separately. `whole` is gathered by the caller. */
export function cut(bytes: Buffer, chunking: Chunking): Buffer[] {
  if (chunking === 'event' || chunking === 'whole') return [bytes]
  const draw = chunking === 'byte' ? () => 1 : pieceSizes(chunking)
  const pieces: Buffer[] = []
  for (let from = 0; from < bytes.length;) {
    const size = draw()
    pieces.push(bytes.subarray(from, from + size))
    from += size
  }
  return pieces
}

// A linear congruential generator: the same seed cuts at the same places on every machine.
function pieceSizes({ seed, most = 29 }: { seed: number; most?: number }): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return 1 + ((state >>> 8) % most)
  }
}
