import type { SentTokens } from '../model/model-order.ts'
import type { LoadFigures } from './commands.ts'
import { quantile } from './quantile.ts'
import type { Reader } from './reader.ts'

/** Different ones; more would say no more. */
const mostFailures = 5

/** What these readers got of what the model sent; the ages are those of the tokens in the window. */
export function countFigures(readers: Reader[], ages: number[], sent: SentTokens): LoadFigures {
  const firsts = readers.map(({ firstTokenMs }) => firstTokenMs).filter((ms) => !Number.isNaN(ms))
  const ended = readers.filter((reader) => reader.ended)
  const whole = ended.filter(({ failure }) => failure === undefined)
  const sum = (of: (reader: Reader) => number, over = readers) => over.reduce((total, reader) => total + of(reader), 0)
  const missing = ({ orderName, tokens, misplaced }: Reader) => {
    const spoken = sent[orderName]
    // Its request reached the model only when all had been told to end: what it was sent was not counted.
    return spoken === undefined ? 0 : spoken - (tokens - misplaced)
  }
  return {
    delivered: ages.length,
    ageMs: { p50: quantile(ages, 0.5), p99: quantile(ages, 0.99) },
    firstTokenMs: { p50: quantile(firsts, 0.5), p99: quantile(firsts, 0.99) },
    received: sum(({ tokens }) => tokens),
    // Of a reply that has not ended, more may be on its way; a reader that was told of a failure knows that it lacks some.
    lost: sum((reader) => Math.max(0, missing(reader)), whole),
    misplaced: sum((reader) => reader.misplaced + Math.max(0, -missing(reader))),
    unfinished: readers.length - ended.length,
    failed: ended.length - whole.length,
    failures: [...new Set(ended.flatMap(({ failure }) => failure ?? []))].slice(0, mostFailures),
    resets: sum((reader) => reader.resets),
  }
}
