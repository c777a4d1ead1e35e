import { validate as isUuid } from 'uuid'
import type { ChatError } from '../errors.ts'
import { badInput } from '../errors.ts'

/** What Postgres and every reader can hold: no NUL, no half of a surrogate pair. */
export function wellFormed(name: string, text: string): string {
  if (!text.isWellFormed() || text.includes('\0')) {
    throw badInput(`${name} holds a NUL or half of a surrogate pair. Send well-formed Unicode text.`)
  }
  return text
}

/** Text that says something and is no longer than `maxLength` UTF-16 units. */
export function saying(name: string, text: string, maxLength: number): string {
  if (text.length > maxLength) {
    throw badInput(`${name} has ${text.length} characters; at most ${maxLength} are allowed.`)
  }
  if (text.trim() === '') throw badInput(`${name} is empty.`)
  return wellFormed(name, text)
}

/** An id that could be one of ours, as we spell it; the same answer as for one that is not there. */
export function knownId(id: string, otherwise: () => ChatError): string {
  if (!isUuid(id)) throw otherwise()
  // Some clients' own types spell them in capitals.
  return id.toLowerCase()
}

/** The longest system instructions, in UTF-16 units. */
const longestInstructions = 16_000

/** Instructions as they are stored: blank ones are none. */
export function asInstructions(instructions: string | null | undefined): string | null {
  if (instructions == null || instructions.trim() === '') return null
  return saying('instructions', instructions, longestInstructions)
}
