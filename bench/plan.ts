/** What one run of the bench measures, and for how long. */
export interface Plan {
  name: string
  /** Numbers of streams, each a scenario of its own. */
  streams: { count: number; repeats: number }[]
  fanOut?: { readers: number; repeats: number }
  idle?: { sockets: number; replies: number }
  history?: { messages: number; requests: number }
  /** Between one reader's asking for its reply and the next one's. */
  askEveryMs: number
  /** From everybody's first token to the window. */
  warmUpMs: number
  windowMs: number
}

/** All that docs/benchmarks.md shows: some ten minutes. The warm-up is long: what is compared is code that the engine has compiled. */
export const fullPlan: Plan = {
  name: 'full',
  streams: [
    { count: 50, repeats: 2 },
    { count: 200, repeats: 2 },
  ],
  fanOut: { readers: 200, repeats: 1 },
  idle: { sockets: 2_000, replies: 10 },
  history: { messages: 1_000_000, requests: 300 },
  askEveryMs: 10,
  warmUpMs: 10_000,
  windowMs: 8_000,
}

/** The same in about a minute, for a look while something is changed. */
export const quickPlan: Plan = {
  name: 'quick',
  streams: [
    { count: 50, repeats: 1 },
    { count: 200, repeats: 1 },
  ],
  fanOut: { readers: 200, repeats: 1 },
  idle: { sockets: 500, replies: 10 },
  history: { messages: 100_000, requests: 60 },
  askEveryMs: 5,
  warmUpMs: 1_000,
  windowMs: 1_500,
}
