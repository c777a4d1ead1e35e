/** How the model is to answer a message. It stands in the message itself, so the model needs no memory and no queue. */
export interface ReplyPlan {
  /** Names the message in everything that is recorded. */
  tag: string
  /** Pieces of text. */
  pieces: number
  /** Between one piece and the next, in milliseconds. */
  paceMs: number
  /** The stream breaks off before this piece; only in the first answer to the message. */
  breakAt?: number | undefined
  /** Blanks that follow each piece: for replies that have to be large. */
  padding?: number | undefined
}

export function messageText({ tag, pieces, paceMs, breakAt, padding }: ReplyPlan): string {
  const more = [breakAt === undefined ? '' : ` break=${breakAt}`, padding === undefined ? '' : ` padding=${padding}`]
  return `Please answer. [[${tag} pieces=${pieces} pace=${paceMs}${more.join('')}]]`
}

const pattern = /\[\[(\w+) pieces=(\d+) pace=(\d+)(?: break=(\d+))?(?: padding=(\d+))?\]\]/g

/** The plan of the last message in a text, which may be a whole request with all its turns. */
export function planIn(text: string): ReplyPlan | undefined {
  const match = [...text.matchAll(pattern)].at(-1)
  if (!match) return undefined
  const [, tag = '', pieces, pace, breakAt, padding] = match
  const number = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits))
  return { tag, pieces: Number(pieces), paceMs: Number(pace), breakAt: number(breakAt), padding: number(padding) }
}

// A plain one, an astral one, several joined into one sign, several bytes each, and one that combines.
const signs = ['', '🙂', '👩‍👩‍👧', '漢字', 'e\u0301']

/**
 * What the model says in one answer, a delta each. The text proves itself: no two answers begin alike and no two pieces of
 * one are equal, so from a text alone it can be told whose it is, and whether a piece is missing, doubled or out of place.
 */
export function answerPieces(ordinal: number, { pieces, padding = 0 }: ReplyPlan): string[] {
  const first = String.fromCodePoint(0x4e00 + (ordinal % 20_000))
  return Array.from(
    { length: pieces },
    (_, index) => `${index === 0 ? first : ''}${ordinal}.${index}${signs[index % signs.length]} ${' '.repeat(padding)}`,
  )
}

/** The same text in other pieces: now and then a delta ends inside a surrogate pair, as a vendor's may. */
export function unevenly(pieces: readonly string[]): string[] {
  return pieces.flatMap((piece) => {
    const at = piece.indexOf('🙂')
    return at === -1 ? [piece] : [piece.slice(0, at + 1), piece.slice(at + 1)]
  })
}
