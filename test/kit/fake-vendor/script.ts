import type { Chunking } from './chunking.ts'
import type { VendorKind } from './vendor-wire.ts'

/** What the fake vendor does with one request. Everything is optional: an empty script is an empty reply that ends well. */
export interface Script {
  /** Only for a request of this kind. */
  kind?: VendorKind
  /**
   * `models`: the answer (`status`, `headers`, `body`) to one listing instead of one reply. `rejoin`, `retrieve`, `cancel`:
   * the answer to one such request instead of what the run itself would say; then only what is no rendered reply applies.
   */
  call?: 'reply' | 'models' | 'rejoin' | 'retrieve' | 'cancel'

  /** The text of the reply, one delta each. */
  chunks?: string[]
  /** Thoughts before the text, one delta each. */
  reasoning?: string[]
  /** Between one delta and the next; before the first one too. */
  paceMs?: number
  /** Every delta waits for `release()`. */
  gated?: boolean
  /** The connection dies after so many deltas; a run in the background goes on. */
  cutAfter?: number
  /** In the vendor's own words; null leaves the finish out altogether. */
  finishReason?: string | null
  /** null: the vendor tells none. */
  usage?: { input: number; output: number } | null
  /** Whether the stream says goodbye (`[DONE]`, `message_stop`). */
  done?: boolean
  /** Further events, as objects, after the text and before the finish: an error inside the stream, a vendor's oddity. */
  events?: unknown[]

  /** An answer that is no stream: the status, and a body (a string goes out as it is, anything else as JSON). */
  status?: number
  headers?: Record<string, string>
  body?: unknown
  /** These bytes exactly, in place of a rendered stream. */
  wire?: string | Buffer
  /** Headers are never sent; what `end` says still happens. */
  hang?: boolean
  /** These bytes on the bare socket in place of an HTTP answer, for what a server should not be able to say. */
  socket?: string | Buffer
  /** A comment this often from the headers to the end of the connection, as servers send to keep proxies awake. */
  commentEveryMs?: number

  lineEnd?: '\n' | '\r\n' | '\r'
  chunking?: Chunking
  encoding?: 'gzip' | 'br' | 'deflate'
  /**
   * After the last byte: `end` the answer well, `close` the connection in the middle of it, `reset` it (RST), or `stall`
   * with the connection open. `end` unless told otherwise.
   */
  end?: 'end' | 'close' | 'reset' | 'stall'
}
