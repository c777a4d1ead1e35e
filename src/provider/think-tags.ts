const openTag = '<think>'
const closeTag = '</think>'
// Blank space before the tag is common, pages of it are not.
const longestHead = 64

type Emit = (text: string) => void

/**
 * Parts `<think>…</think>` at the head of an answer from the answer itself, wherever the tags are cut. Anywhere else the tag
 * is text: the answer may well be about it.
 */
export class ThinkTags {
  private state: 'head' | 'thinking' | 'gap' | 'text' = 'head'
  private held = ''

  constructor(
    private readonly onText: Emit,
    private readonly onReasoning: Emit,
  ) {}

  push(piece: string): void {
    if (this.state === 'text') return this.onText(piece)
    const text = this.held + piece
    this.held = ''
    if (this.state === 'head') this.pushHead(text)
    else if (this.state === 'thinking') this.pushThinking(text)
    else this.pushGap(text)
  }

  /** The end: what was held back for a tag that never came whole. */
  flush(): void {
    const { held, state } = this
    this.held = ''
    if (held === '') return
    if (state === 'thinking') this.onReasoning(held)
    else this.onText(held)
  }

  private pushHead(text: string): void {
    const trimmed = text.trimStart()
    if (trimmed.startsWith(openTag)) {
      this.state = 'thinking'
      this.pushThinking(trimmed.slice(openTag.length))
    } else if (openTag.startsWith(trimmed) && text.length <= longestHead) {
      this.held = text
    } else {
      this.state = 'text'
      this.onText(text)
    }
  }

  private pushThinking(text: string): void {
    const at = text.indexOf(closeTag)
    const until = at >= 0 ? at : text.length - tailInCommon(text)
    if (until > 0) this.onReasoning(text.slice(0, until))
    if (at < 0) {
      this.held = text.slice(until)
      return
    }
    this.state = 'gap'
    this.pushGap(text.slice(at + closeTag.length))
  }

  // The blank lines between thought and answer belong to neither.
  private pushGap(text: string): void {
    const trimmed = text.trimStart()
    if (trimmed === '') return
    this.state = 'text'
    this.onText(trimmed)
  }
}

/** How many characters at the end of the text may be the beginning of the closing tag. */
function tailInCommon(text: string): number {
  for (let length = Math.min(closeTag.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(closeTag.slice(0, length))) return length
  }
  return 0
}
