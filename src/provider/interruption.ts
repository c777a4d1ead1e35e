import { ProviderFault } from './provider.ts'

/**
 * What a fault means once the reader has seen text: the reply is interrupted and keeps what it has. What may be done about
 * it stays as it was, and a refusal of the content stays a refusal.
 */
export function asInterruption(fault: ProviderFault, provider: string): ProviderFault {
  if (fault.code === 'CONTENT_BLOCKED' || fault.code === 'REPLY_INTERRUPTED') return fault
  const { kind, retry, fallback, breaker, status, retryAfterMs } = fault
  const message = `${provider} broke off before its answer was complete. What had arrived is kept.`
  return new ProviderFault('REPLY_INTERRUPTED', message, {
    kind,
    retry,
    fallback,
    breaker,
    status,
    retryAfterMs,
    mayHaveRun: true,
    cause: fault,
  })
}
