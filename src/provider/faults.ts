import type { ErrorCode } from '../errors.ts'
import { ProviderFault, type ProviderFaultOptions } from './provider.ts'

interface FaultClass extends Pick<ProviderFaultOptions, 'kind' | 'retry' | 'fallback' | 'breaker'> {
  code: ErrorCode
  mayHaveRun?: boolean
  saidNothing?: boolean
  /** What the reader is told; written here and nowhere else, so that no vendor's text can slip in. */
  message: (provider: string) => string
}

const settingOf = (provider: string): string => `${provider.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_API_KEY`

const operator = { kind: 'operator', retry: 'no', fallback: 'yes', breaker: 'trip' } as const
const transient = { kind: 'transient', retry: 'yes', fallback: 'yes', breaker: 'count' } as const
const permanent = { kind: 'permanent', retry: 'no', fallback: 'yes', breaker: 'ignore' } as const

/** Every way in which a vendor fails a request, and what may be done about each. */
const classes = {
  wrongKey: {
    ...operator,
    code: 'PROVIDER_MISCONFIGURED',
    message: (name) => `${name} refuses the API key. The operator of this server should check ${settingOf(name)}.`,
  },
  notPermitted: {
    ...operator,
    code: 'PROVIDER_MISCONFIGURED',
    message: (name) =>
      `${name} does not permit this account, region or address to use it. The operator should check the account behind ${settingOf(name)}.`,
  },
  unusableSetting: {
    ...operator,
    code: 'PROVIDER_MISCONFIGURED',
    message: (name) => `The settings of ${name} cannot be used for a request. The operator should check them.`,
  },
  wrongAddress: {
    ...operator,
    breaker: 'count',
    code: 'PROVIDER_MISCONFIGURED',
    message: (name) => `The base URL of ${name} does not answer as its interface should. The operator should check it.`,
  },
  untrustedConnection: {
    ...operator,
    breaker: 'count',
    code: 'PROVIDER_UNAVAILABLE',
    message: (name) => `No trusted connection to ${name} can be made: its TLS certificate or protocol is refused.`,
  },
  quota: {
    ...operator,
    code: 'PROVIDER_QUOTA',
    message: (name) =>
      `The account at ${name} has used up its credit or quota. Choose another model or ask the operator.`,
  },
  // A vendor that says "quota" without saying which: it may be the minute's as well as the month's.
  quotaUnclear: {
    ...transient,
    breaker: 'ignore',
    code: 'PROVIDER_QUOTA',
    message: (name) => `${name} says that a quota is used up. It may pass in a moment.`,
  },
  rateLimited: {
    ...transient,
    breaker: 'ignore',
    code: 'PROVIDER_RATE_LIMITED',
    message: (name) => `${name} is being asked too often. Try again in a moment.`,
  },
  overloaded: {
    ...transient,
    code: 'PROVIDER_OVERLOADED',
    message: (name) => `${name} is overloaded at the moment. Try again shortly.`,
  },
  unavailable: {
    ...transient,
    code: 'PROVIDER_UNAVAILABLE',
    message: (name) => `${name} is unavailable at the moment. Try again shortly.`,
  },
  unreachable: {
    ...transient,
    code: 'PROVIDER_UNAVAILABLE',
    message: (name) => `${name} cannot be reached. Try again shortly.`,
  },
  lostConnection: {
    ...transient,
    mayHaveRun: true,
    code: 'PROVIDER_UNAVAILABLE',
    message: (name) => `The connection to ${name} was lost. Try again shortly.`,
  },
  conflict: {
    ...transient,
    breaker: 'ignore',
    code: 'PROVIDER_UNAVAILABLE',
    message: (name) => `${name} was busy with a conflicting request. Try again.`,
  },
  requestTimedOut: {
    ...transient,
    mayHaveRun: true,
    code: 'PROVIDER_TIMEOUT',
    message: (name) => `${name} took too long over the request. Try again.`,
  },
  silence: {
    ...transient,
    retry: 'once',
    mayHaveRun: true,
    code: 'PROVIDER_TIMEOUT',
    message: (name) => `${name} did not answer in time. Try again.`,
  },
  badResponse: {
    ...transient,
    retry: 'once',
    mayHaveRun: true,
    code: 'PROVIDER_BAD_RESPONSE',
    message: (name) => `${name} sent an answer that makes no sense. Try again.`,
  },
  emptyReply: {
    ...transient,
    saidNothing: true,
    retry: 'once',
    mayHaveRun: true,
    code: 'PROVIDER_BAD_RESPONSE',
    message: (name) => `${name} finished without writing anything. Try again.`,
  },
  truncatedReply: {
    ...transient,
    retry: 'once',
    mayHaveRun: true,
    code: 'PROVIDER_BAD_RESPONSE',
    message: (name) => `${name} ended its answer before it had finished. Try again.`,
  },
  // The same request would spend the same tokens on thinking again.
  nothingButThoughts: {
    ...permanent,
    mayHaveRun: true,
    code: 'PROVIDER_BAD_RESPONSE',
    message: (name) =>
      `${name} used up the length allowed before it wrote anything. Allow longer answers or ask for less.`,
  },
  // A run to rejoin that has expired or was ended: only a new one can help, which is the caller's to begin.
  runGone: {
    ...permanent,
    mayHaveRun: true,
    code: 'PROVIDER_UNAVAILABLE',
    message: (name) => `${name} no longer has the answer that it had begun.`,
  },
  // What was written is kept; more of the same would only meet the same limit.
  endlessReply: {
    ...permanent,
    fallback: 'no',
    mayHaveRun: true,
    code: 'REPLY_INTERRUPTED',
    message: (name) => `The answer of ${name} grew beyond what this server accepts and was cut there.`,
  },
  rejected: {
    ...permanent,
    code: 'PROVIDER_REJECTED',
    message: (name) => `${name} rejects this request. Try another model or other settings.`,
  },
  rejectedByChance: {
    ...permanent,
    retry: 'once',
    code: 'PROVIDER_REJECTED',
    message: (name) => `${name} rejects what its model made of this request. Try again.`,
  },
  modelNotFound: {
    ...operator,
    breaker: 'ignore',
    code: 'MODEL_NOT_FOUND',
    message: (name) => `${name} does not offer this model to this account. Choose another one.`,
  },
  contextTooLong: {
    ...permanent,
    retry: 'once',
    code: 'CONTEXT_TOO_LONG',
    message: (name) =>
      `This conversation is longer than the model at ${name} can read. Shorten it or choose a larger model.`,
  },
  // Servers that fix the window at start, where trimming to the model's own figure would not help.
  contextTooLongForServer: {
    ...permanent,
    code: 'CONTEXT_TOO_LONG',
    message: (name) =>
      `This conversation is longer than ${name} was set up to read. Shorten it or choose a larger model.`,
  },
  requestTooLarge: {
    ...permanent,
    code: 'REQUEST_TOO_LARGE',
    message: (name) => `This request is larger than ${name} accepts. Shorten it or choose another model.`,
  },
  blocked: {
    ...permanent,
    fallback: 'policy',
    code: 'CONTENT_BLOCKED',
    message: (name) => `${name} declines to answer this because of its content rules.`,
  },
  blockedByChance: {
    ...permanent,
    retry: 'once',
    fallback: 'policy',
    code: 'CONTENT_BLOCKED',
    message: (name) =>
      `${name} stopped because its answer came too close to a known text. Try again or ask differently.`,
  },
} as const satisfies Record<string, FaultClass>

export type FaultName = keyof typeof classes

export type FaultFacts = Partial<Pick<ProviderFaultOptions, 'cause' | 'retryAfterMs' | 'status' | 'mayHaveRun'>>

/** The fault of one class at one provider, with what this case adds to the class. */
export function faultOf(name: FaultName, provider: string, facts: FaultFacts = {}): ProviderFault {
  const { code, message, ...fields }: FaultClass = classes[name]
  // Some vendors name a delay after which they would only refuse again.
  const retryAfterMs = fields.kind === 'transient' ? facts.retryAfterMs : undefined
  return new ProviderFault(code, message(provider), { ...fields, ...facts, retryAfterMs })
}

const byStatus: Record<number, FaultName> = {
  401: 'wrongKey',
  402: 'quota',
  403: 'notPermitted',
  404: 'modelNotFound',
  405: 'wrongAddress',
  408: 'requestTimedOut',
  409: 'conflict',
  413: 'requestTooLarge',
  415: 'wrongAddress',
  424: 'overloaded',
  425: 'overloaded',
  429: 'rateLimited',
  498: 'overloaded',
  499: 'overloaded',
  501: 'wrongAddress',
  529: 'overloaded',
  530: 'overloaded',
}

/** What a status means where nothing in the body says otherwise. */
export function faultNameOfStatus(status: number): FaultName {
  const known = byStatus[status]
  if (known) return known
  // A redirect is never followed: the key would travel to wherever it points.
  if (status >= 300 && status < 400) return 'wrongAddress'
  if (status >= 520 && status <= 526) return 'overloaded'
  if (status >= 500) return 'unavailable'
  return status >= 400 ? 'rejected' : 'badResponse'
}

/** The statuses by which a gateway says that it gave up waiting, not that nothing ran. */
export const mayHaveRunAt = (status: number): boolean => status === 408 || status === 504 || status === 524
