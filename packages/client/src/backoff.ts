const firstMs = 500
const mostMs = 15_000
// A server may name any time at all.
const longestAskedMs = 60_000

/**
 * How long to wait before the next try: any time up to a ceiling that doubles with each failure, so that the clients of
 * a server that comes back do not all return at once; and no shorter than the server asked for.
 */
export function backoffMs(failures: number, random: () => number, askedMs = 0): number {
  const ceiling = Math.min(mostMs, firstMs * 2 ** Math.min(failures, 10))
  return Math.min(askedMs, longestAskedMs) + random() * ceiling
}
