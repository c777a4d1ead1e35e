import { expect } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'
import type { Completion, ProviderFault } from '../../src/provider/provider.ts'
import type { Chunking } from '../kit/fake-vendor/chunking.ts'
import type { Script, VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import { testKey, type Outcome } from './wire-kit.ts'

/** What the catalogue says may be done about a fault. */
export interface FaultExpectation {
  code: ErrorCode
  kind: ProviderFault['kind']
  retry: ProviderFault['retry']
  fallback: ProviderFault['fallback']
  breaker: ProviderFault['breaker']
  retryAfterMs?: number
  mayHaveRun?: boolean
}

/** One row of the catalogue in one vendor's bytes. */
export interface FaultCase {
  row: string
  what: string
  kinds: VendorKind[]
  script: Script
  /** Text and thoughts that must have been delivered, to the last character. */
  text?: string
  reasoning?: string
  fault?: FaultExpectation
  completion?: Partial<Completion>
  /** Cuts of the bytes other than the usual ones, for bodies too big to cut small. */
  chunkings?: Chunking[]
}

const operator = { kind: 'operator', retry: 'no', fallback: 'yes', breaker: 'trip' } as const
const transient = { kind: 'transient', retry: 'yes', fallback: 'yes', breaker: 'count' } as const
const permanent = { kind: 'permanent', retry: 'no', fallback: 'yes', breaker: 'ignore' } as const

export const misconfigured: FaultExpectation = { ...operator, code: 'PROVIDER_MISCONFIGURED' }
export const wrongAddress: FaultExpectation = { ...misconfigured, breaker: 'count' }
export const quota: FaultExpectation = { ...operator, code: 'PROVIDER_QUOTA' }
export const modelNotFound: FaultExpectation = { ...operator, breaker: 'ignore', code: 'MODEL_NOT_FOUND' }
export const rateLimited: FaultExpectation = { ...transient, breaker: 'ignore', code: 'PROVIDER_RATE_LIMITED' }
export const overloaded: FaultExpectation = { ...transient, code: 'PROVIDER_OVERLOADED' }
export const unavailable: FaultExpectation = { ...transient, code: 'PROVIDER_UNAVAILABLE' }
export const conflict: FaultExpectation = { ...unavailable, breaker: 'ignore' }
export const timedOut: FaultExpectation = { ...transient, code: 'PROVIDER_TIMEOUT', mayHaveRun: true }
export const badResponse: FaultExpectation = {
  ...transient,
  retry: 'once',
  code: 'PROVIDER_BAD_RESPONSE',
  mayHaveRun: true,
}
export const rejected: FaultExpectation = { ...permanent, code: 'PROVIDER_REJECTED' }
export const requestTooLarge: FaultExpectation = { ...permanent, code: 'REQUEST_TOO_LARGE' }
export const contextTooLong: FaultExpectation = { ...permanent, retry: 'once', code: 'CONTEXT_TOO_LONG' }
export const blocked: FaultExpectation = { ...permanent, fallback: 'policy', code: 'CONTENT_BLOCKED' }

/** The same once text was shown: what may be done stays, the reply is interrupted. */
export const interrupted = (fault: FaultExpectation): FaultExpectation => ({
  ...fault,
  code: 'REPLY_INTERRUPTED',
  mayHaveRun: true,
})

/** Every string that a scripted vendor put into an error; none may come out again. */
export const vendorSecret = 'VENDOR-TEXT'

/** Compares an outcome with its row, and with what no outcome may do. */
export function expectOutcome(outcome: Outcome, { fault, completion, text = '', reasoning = '' }: FaultCase): void {
  expect(outcome.text).toBe(text)
  expect(outcome.reasoning).toBe(reasoning)
  if (completion) {
    expect(outcome.fault).toBeUndefined()
    expect(outcome.completion).toMatchObject(completion)
    return
  }
  const { code, kind, retry, fallback, breaker, retryAfterMs, mayHaveRun } = outcome.fault ?? {}
  expect({ code, kind, retry, fallback, breaker, retryAfterMs }).toEqual(plain(fault))
  if (fault?.mayHaveRun !== undefined) expect(mayHaveRun).toBe(fault.mayHaveRun)
  expectNothingLeaked(outcome.fault)
}

const plain = (fault: FaultExpectation | undefined) => {
  const { code, kind, retry, fallback, breaker, retryAfterMs } = fault ?? {}
  return { code, kind, retry, fallback, breaker, retryAfterMs }
}

function expectNothingLeaked(fault: unknown): void {
  for (let error = fault; error instanceof Error; error = error.cause) {
    expect(error.message).not.toContain(vendorSecret)
    expect(error.message).not.toContain(testKey)
  }
  expect((fault as Error).message).not.toMatch(/https?:|127\.0\.0\.1|[{}<>]/)
}
