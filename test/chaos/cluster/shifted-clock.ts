// Loaded before the server. What counts durations does not notice; only the wall clock jumps, from one shift to the next.
const source = (shiftsMs: readonly number[]): string => `
  const RealDate = Date
  const shifts = ${JSON.stringify(shiftsMs)}
  let index = 0
  setInterval(() => (index = (index + 1) % shifts.length), 700).unref()
  const now = () => RealDate.now() + shifts[index]
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  })`

/** The environment of a server whose wall clock is off by these milliseconds, in turn. */
export const shiftedClock = (...shiftsMs: readonly number[]): Record<string, string> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(source(shiftsMs))}`,
})
