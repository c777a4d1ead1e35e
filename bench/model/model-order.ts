/** What the fake model is to answer; it stands in the prompt, so that every server passes it on. */
export interface ModelOrder {
  /** By which the model says how many tokens it sent. */
  name: string
  /** After so many tokens the reply stands still; otherwise it goes on until the model is told to wind up. */
  holdAfter?: number
}

export const tokensPerSecond = 50
export const tokenEveryMs = 1_000 / tokensPerSecond

export const formatOrder = ({ name, holdAfter = 0 }: ModelOrder): string => `Speak as ${name}, hold after ${holdAfter}`

/** The order in a request's body, wherever a vendor's wire puts the prompt. */
export function findOrder(body: string): ModelOrder | undefined {
  const [, name, holdAfter] = /Speak as ([\w-]+), hold after (\d+)/.exec(body) ?? []
  if (name === undefined) return undefined
  return Number(holdAfter) > 0 ? { name, holdAfter: Number(holdAfter) } : { name }
}

/** What the model is told: to answer at length from now on, or to end every reply after one more token and say what it sent. */
export type ModelCommand = 'begin' | 'wind-up'

/** Tokens that the model sent, by the names of the orders. */
export type SentTokens = Record<string, number>
