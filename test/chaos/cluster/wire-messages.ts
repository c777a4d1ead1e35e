/** One message of PostgreSQL's protocol; the first one of a client has no type. */
export interface WireMessage {
  type: string
  /** As it came, the type and length included. */
  bytes: Buffer
}

/** Cuts one direction of a connection into messages, however the bytes come. */
export class MessageSplitter {
  #rest: Buffer = Buffer.alloc(0)

  /** `typed` is false for a client's bytes until its first message, the start-up, is through. */
  constructor(private typed: boolean) {}

  push(bytes: Buffer): WireMessage[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const messages: WireMessage[] = []
    for (;;) {
      const header = this.typed ? 1 : 0
      if (this.#rest.length < header + 4) return messages
      const length = header + this.#rest.readInt32BE(header)
      if (this.#rest.length < length) return messages
      const type = this.typed ? String.fromCharCode(this.#rest[0]!) : ''
      messages.push({ type, bytes: this.#rest.subarray(0, length) })
      this.#rest = this.#rest.subarray(length)
      this.typed = true
    }
  }
}

/** The SQL that a client's message brings; undefined where it brings none. */
export function sqlOf({ type, bytes }: WireMessage): string | undefined {
  if (type === 'Q') return textAt(bytes, 5).text
  if (type === 'P') return textAt(bytes, textAt(bytes, 5).end).text
  return undefined
}

function textAt(bytes: Buffer, from: number): { text: string; end: number } {
  const until = bytes.indexOf(0, from)
  return { text: bytes.toString('utf8', from, until), end: until + 1 }
}

/** What the server says where a statement failed, with the word that it is ready for the next one. */
export function refusal(inTransaction: boolean): Buffer {
  const ready = Buffer.from(`Z\0\0\0\x05${inTransaction ? 'E' : 'I'}`, 'latin1')
  // Out of memory: a class of errors that has nothing to do with what the statement said.
  return Buffer.concat([errorMessage('ERROR', '53200', 'out of memory'), ready])
}

/** What the server says before it ends a connection. */
export const farewell = (): Buffer =>
  errorMessage('FATAL', '57P01', 'terminating connection due to administrator command')

function errorMessage(severity: string, code: string, message: string): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${message}`, ''].map((field) => `${field}\0`).join('')
  const error = Buffer.alloc(5 + Buffer.byteLength(fields))
  error.write('E', 0)
  error.writeInt32BE(error.length - 1, 1)
  error.write(fields, 5)
  return error
}
