/** What the rest of the code needs of a logger: facts first, then a sentence. pino satisfies it. */
export interface Logger {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}
