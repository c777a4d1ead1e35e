/** Keeps surrogate pairs whole where a vendor cuts them in two, and replaces a half that never finds its other. */
export class SurrogateJoiner {
  private high = ''

  /** Whether nothing is held back. */
  get isEmpty(): boolean {
    return this.high === ''
  }

  /** The text that can be shown now: what was held back, then this piece without a trailing first half. */
  push(piece: string): string {
    let text = piece
    if (this.high !== '') {
      text = this.high + piece
      this.high = ''
    }
    const last = text.charCodeAt(text.length - 1)
    if (last >= 0xd800 && last <= 0xdbff) {
      this.high = text.slice(-1)
      text = text.slice(0, -1)
    }
    return text.toWellFormed()
  }

  /** What is left at the end, where nothing more will come to complete it. */
  flush(): string {
    if (this.high === '') return ''
    this.high = ''
    return '\ufffd'
  }
}
