import type { Reader } from './reader.ts'

/** How one kind of server is asked. */
export interface Dialect {
  /** The way in for one reader, as far as it can be had before anything is asked. */
  open(): Promise<Line>
  /** Begins a reply that so many readers share, and answers its name; for servers that can. */
  share(order: string, readers: number): Promise<string>
}

/** One reader's connection. */
export interface Line {
  /** Asks for a reply of its own. */
  ask(order: string, reader: Reader): Promise<void>
  /** Follows a shared reply. */
  follow(reply: string, reader: Reader): void
  close(): void
}

export const cannotShare = (): never => {
  throw new Error('This server is measured with replies of their own only')
}
