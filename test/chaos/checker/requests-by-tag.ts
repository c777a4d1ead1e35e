import { grouped } from './grouped.ts'
import type { ModelRequest } from './records.ts'

/** What the vendor was asked, for each message, in order. */
export const requestsByTag = (requests: readonly ModelRequest[]): Map<string, ModelRequest[]> =>
  grouped(requests, ({ tag }) => tag)

/** The tag that stands in a message's text. */
export const planTag = (text: string): string => /\[\[(\w+) /.exec(text)?.[1] ?? ''
