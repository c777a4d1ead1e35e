import { headerOf, type WireHeaders } from './wire-failure.ts'

/** No vendor makes a reader wait longer than this: one may say a day. */
const longestRetryAfterMs = 30_000

const clamp = (ms: number): number => Math.round(Math.min(Math.max(ms, 0), longestRetryAfterMs))

/** The longest of several waits, within bounds; undefined where nobody named one. */
export function longestWait(waits: (number | undefined)[]): number | undefined {
  const named = waits.filter((wait) => wait !== undefined)
  return named.length > 0 ? clamp(Math.max(...named)) : undefined
}

/** What `retry-after-ms` or `retry-after` (seconds or an HTTP date) asks for, in milliseconds; undefined for garbage. */
export function retryAfterMs(headers: WireHeaders, now = Date.now()): number | undefined {
  const exact = numberOf(headerOf(headers, 'retry-after-ms'))
  if (exact !== undefined) return clamp(exact)
  const value = headerOf(headers, 'retry-after')
  const seconds = numberOf(value)
  if (seconds !== undefined) return clamp(seconds * 1000)
  // Date.parse makes a date of nearly anything: only the HTTP form, which begins with the weekday, is one.
  const at = value !== undefined && /^[A-Za-z]{3,9}, /.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : clamp(at - now)
}

function numberOf(value: string | undefined): number | undefined {
  return value !== undefined && /^[+-]?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined
}

const unitMs: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3, µs: 1e-3, ns: 1e-6 }

/** A duration as Go and Google print it (`6m0s`, `12ms`, `58.98s`), or plain seconds, in milliseconds; undefined for garbage. */
export function durationMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const seconds = numberOf(value)
  // A larger bare number is a moment, not a duration.
  if (seconds !== undefined) return seconds < 1e6 ? seconds * 1000 : undefined
  if (!/^(\d+(\.\d+)?(h|m|s|ms|us|µs|ns))+$/.test(value)) return undefined
  let total = 0
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|ns|h|m|s)/g)) {
    total += Number(amount) * (unitMs[unit ?? ''] ?? 0)
  }
  return total
}

/** Some vendors write the wait into their message and nowhere else: "Please try again in 41.724s." */
export function waitInText(message: string): number | undefined {
  return durationMs(/try again in (\d[\d.]*[a-zµ]+(?:\d[\d.]*[a-zµ]+)*)/.exec(message.slice(0, 4096))?.[1])
}
