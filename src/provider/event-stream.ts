import { StringDecoder } from 'node:string_decoder'
import { createParser, type ParseError } from 'eventsource-parser'

/** Thrown where one event outgrows its bound. */
export class EventTooLong extends Error {}

/**
 * Bytes in, the data of Server-Sent Events out. Also hands on a line of bare JSON: some servers break out of the format
 * when they fail, and their error would otherwise pass for silence.
 */
export class EventStream {
  private readonly decoder = new StringDecoder('utf8')
  private readonly parser
  private started = false
  private endedInCr = false

  constructor(
    private readonly onData: (data: string) => void,
    private readonly maxEventLength: number,
  ) {
    this.parser = createParser({
      onEvent: ({ data }) => this.emit(data),
      onError: (error) => this.onParseError(error),
      maxBufferSize: maxEventLength,
    })
  }

  push(bytes: Buffer): void {
    this.feed(this.decoder.write(bytes))
  }

  /** The end of the bytes: an event that only lacks its blank line still counts. */
  end(): void {
    this.feed(this.decoder.end() + '\n\n')
  }

  private feed(decoded: string): void {
    if (decoded === '') return
    let text = decoded
    if (!this.started) {
      this.started = true
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1)
    }
    if (this.endedInCr || text.includes('\r')) text = this.withLineFeeds(text)
    if (text !== '') this.parser.feed(text)
  }

  // The parser holds back a line that ends in CR until it has seen what follows, which delays a delta by one; it need not.
  private withLineFeeds(text: string): string {
    const rest = this.endedInCr && text.charCodeAt(0) === 10 ? text.slice(1) : text
    this.endedInCr = rest === '' ? false : rest.charCodeAt(rest.length - 1) === 13
    return rest.replace(/\r\n?/g, '\n')
  }

  private emit(data: string): void {
    if (data.length > this.maxEventLength) throw new EventTooLong()
    if (data !== '') this.onData(data)
  }

  private onParseError({ type, line }: ParseError): void {
    if (type === 'max-buffer-size-exceeded') throw new EventTooLong()
    if (type === 'unknown-field' && line?.startsWith('{')) this.emit(line)
  }
}
