/** The wait before the next try: doubling to a calm ceiling, half of it random so that many pages do not return at once. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const ceiling = Math.min(15_000, 400 * 2 ** Math.min(failures, 10))
  return ceiling / 2 + random() * (ceiling / 2)
}
