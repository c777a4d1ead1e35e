import type { Fault } from './fault.ts'

/** An error as a person reads it: what happened, and what they can do now. */
export interface ErrorWords {
  title: string
  advice: string
}

const words: Record<Fault['code'], ErrorWords> = {
  NETWORK: {
    title: 'The server cannot be reached',
    advice: 'Check your connection. It is tried again by itself as soon as the server answers.',
  },
  UNAUTHENTICATED: { title: 'You are signed out', advice: 'Reload the page to sign in again.' },
  FORBIDDEN: { title: 'You may not do this', advice: 'Ask whoever runs this server for access.' },
  NOT_FOUND: { title: 'This is not here', advice: 'It was deleted, or it belongs to someone else.' },
  BAD_USER_INPUT: { title: 'The server did not accept this', advice: 'Change it and try again.' },
  CONFLICT: { title: 'This was already sent with other words', advice: 'Discard it and send it as a new message.' },
  REQUEST_TOO_LARGE: { title: 'This is too long', advice: 'Shorten it, or send it in several messages.' },
  RATE_LIMITED: { title: 'Too many messages in a short time', advice: 'Wait a moment, then try again.' },
  QUOTA_EXCEEDED: {
    title: 'Your allowance is used up',
    advice: 'It renews later; ask whoever runs this server for more.',
  },
  OVERLOADED: { title: 'The server is busy', advice: 'Try again in a moment.' },
  PROVIDER_MISCONFIGURED: {
    title: 'The model is not set up correctly',
    advice: 'Whoever runs this server should check its key and address. Another model may work.',
  },
  PROVIDER_QUOTA: {
    title: 'The model’s account has run out of credit',
    advice: 'Choose another model, or ask whoever runs this server.',
  },
  PROVIDER_RATE_LIMITED: {
    title: 'The model takes no more requests right now',
    advice: 'Try again shortly, or choose another model.',
  },
  PROVIDER_OVERLOADED: { title: 'The model is overloaded', advice: 'Try again shortly, or choose another model.' },
  PROVIDER_UNAVAILABLE: { title: 'The model cannot be reached', advice: 'Try again, or choose another model.' },
  PROVIDER_TIMEOUT: { title: 'The model took too long', advice: 'Try again, or choose another model.' },
  PROVIDER_BAD_RESPONSE: { title: 'The model’s answer broke off', advice: 'Try again, or choose another model.' },
  PROVIDER_REJECTED: {
    title: 'The model refused the request',
    advice: 'Rephrase the message, or choose another model.',
  },
  MODEL_NOT_FOUND: { title: 'This model no longer exists', advice: 'Choose another model.' },
  CONTEXT_TOO_LONG: {
    title: 'The conversation is too long for this model',
    advice: 'Start a new chat, or choose a model with a larger window.',
  },
  CONTENT_BLOCKED: { title: 'The model declined to answer', advice: 'Rephrase the message and try again.' },
  REPLY_INTERRUPTED: {
    title: 'The reply was interrupted',
    advice: 'What was written is kept. Ask again for a whole one.',
  },
  INTERNAL: {
    title: 'Something went wrong on the server',
    advice: 'Try again. If it keeps happening, tell whoever runs it.',
  },
}

const stillWriting: ErrorWords = {
  title: 'A reply is still being written here',
  advice: 'Wait until it has ended, or stop it; then try again.',
}

/** Puts a fault into words; the server's own sentence is used where it says more than the code does. */
export function errorWords(fault: Pick<Fault, 'code' | 'message' | 'retryAfterMs'>): ErrorWords {
  const known = words[fault.code] ?? words.INTERNAL
  // One that passes by itself: a reply is still being written, which another device may have asked for.
  if (fault.code === 'CONFLICT' && fault.retryAfterMs !== undefined) return stillWriting
  if (fault.code === 'BAD_USER_INPUT' && fault.message) return { ...known, title: fault.message }
  if (fault.retryAfterMs !== undefined && fault.retryAfterMs >= 1000) {
    return { ...known, advice: `Try again in ${waitInWords(fault.retryAfterMs)}.` }
  }
  return known
}

function waitInWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`
}
