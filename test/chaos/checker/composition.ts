import type { ModelRequest } from './records.ts'

/** Which part of a text came from which answer of the model. */
export interface Part {
  request: ModelRequest
  length: number
}

/**
 * Takes a text apart into what the model said in answer to one message: each part is the beginning of one answer, and the
 * answers come in the order in which they were asked for. Undefined where the text is anything else: a piece missing,
 * doubled, out of place, or two answers interleaved.
 */
export function partsOf(text: string, requests: readonly ModelRequest[]): Part[] | undefined {
  const parts: Part[] = []
  let from = 0
  for (const request of requests) {
    const length = commonLength(text, from, request.text)
    if (length > 0) parts.push({ request, length })
    from += length
  }
  return from === text.length ? parts : undefined
}

/** Whether the last answer stands there whole. */
export function isWhole(parts: readonly Part[]): boolean {
  const last = parts.at(-1)
  return last !== undefined && last.length === last.request.text.length
}

// No two answers begin alike, so a part cannot be taken for another answer's.
function commonLength(text: string, from: number, answer: string): number {
  let length = 0
  while (length < answer.length && from + length < text.length && text[from + length] === answer[length]) length += 1
  return length
}
