export interface ReplyFinish {
  /** In the vendor's own words; null says nothing about the finish. */
  finishReason: string | null | undefined
  usage: { input: number; output: number } | null
  done: boolean
}

/** How a vendor puts a reply into events; a string is data that is no JSON. */
export interface Wire {
  open(model: string): unknown[]
  text(piece: string): unknown
  reasoning(piece: string): unknown
  finish(finish: ReplyFinish): unknown[]
}
