import { registerEnumType } from 'type-graphql'
import { roles } from '../../access/viewer.ts'
import { errorCodes, type ErrorCategory, type ErrorCode } from '../../errors.ts'
import { finishReasons, replyStatuses } from '../../reply/reply.entity.ts'

export const resetReasons = { FAILOVER: 'failover', RECOVERY: 'recovery' } as const
export const noticeKinds = {
  RETRYING: 'retrying',
  FELL_BACK: 'fell-back',
  RECOVERED: 'recovered',
  CACHED: 'cached',
} as const
export const errorCodeEnum = Object.fromEntries(errorCodes.map((code) => [code, code])) as Record<ErrorCode, ErrorCode>
export const errorCategories: Record<ErrorCategory, ErrorCategory> = {
  ACCESS: 'ACCESS',
  REQUEST: 'REQUEST',
  LIMIT: 'LIMIT',
  PROVIDER: 'PROVIDER',
  SERVER: 'SERVER',
}

const described = <Name extends string>(descriptions: Record<Name, string>) =>
  Object.fromEntries(Object.entries(descriptions).map(([name, description]) => [name, { description }])) as Record<
    Name,
    { description: string }
  >

registerEnumType(roles, {
  name: 'Role',
  description: 'What a viewer is on this server.',
  valuesConfig: described({
    USER: 'Reads and writes conversations of their own.',
    ADMIN: 'Runs this server.',
    AUDITOR: 'Reads what happened on this server, and changes nothing.',
  }),
})

registerEnumType(replyStatuses, {
  name: 'ReplyStatus',
  description: 'How far a reply has come. The last three are final.',
  valuesConfig: described({
    PENDING: 'Asked for; the model has not said a word yet.',
    STREAMING: 'The model is writing it.',
    COMPLETED: 'The model finished it.',
    FAILED: 'It ended with an error; what was written is kept.',
    STOPPED: 'A viewer stopped it; what was written is kept.',
  }),
})

registerEnumType(finishReasons, {
  name: 'FinishReason',
  description: 'Why a model stopped writing.',
  valuesConfig: described({
    STOP: 'It had said what it had to say.',
    LENGTH: 'It reached the limit of tokens for one answer; there may be more to say.',
    OTHER: 'A reason of its own that has no counterpart here.',
  }),
})

registerEnumType(resetReasons, {
  name: 'ResetReason',
  description: 'Why a reply is written anew.',
  valuesConfig: described({
    FAILOVER: 'Another model took over from one that failed.',
    RECOVERY: 'The server process that wrote it ended, and another one took over.',
  }),
})

registerEnumType(noticeKinds, {
  name: 'NoticeKind',
  description: 'What happens to a reply behind the scenes.',
  valuesConfig: described({
    RETRYING: 'The model could not answer; it is asked once more.',
    FELL_BACK: 'Another model is asked instead.',
    RECOVERED: 'Another server process goes on with the reply where it was.',
    CACHED: 'The answer comes from the cache.',
  }),
})

registerEnumType(errorCategories, {
  name: 'ErrorCategory',
  description: 'Whose turn it is after an error.',
  valuesConfig: described({
    ACCESS: 'The viewer may not, or has to sign in.',
    REQUEST: 'The request has to change.',
    LIMIT: 'There was too much at once; later it may pass.',
    PROVIDER: 'A model vendor or server failed.',
    SERVER: 'This server failed.',
  }),
})

registerEnumType(errorCodeEnum, {
  name: 'ErrorCode',
  description: 'The closed list of `extensions.code`, and of the codes that a failed reply carries.',
  valuesConfig: described<ErrorCode>({
    UNAUTHENTICATED: 'No valid token came with the request. Sign in and send it.',
    FORBIDDEN: 'The viewer may not do this.',
    NOT_FOUND: 'There is no such thing, or it is not the viewer’s: the answer does not tell which.',
    BAD_USER_INPUT: 'Something in the request is wrong; the message says what is allowed.',
    CONFLICT: 'The request contradicts what is there: an id used twice, or a reply still being written.',
    REQUEST_TOO_LARGE: 'The request is larger than this server or the model takes.',
    RATE_LIMITED: 'Too many requests in a short time. Try again after `retryAfterMs`.',
    QUOTA_EXCEEDED: 'The viewer has used up what they are allowed.',
    OVERLOADED: 'This server cannot take the request now. Try again after `retryAfterMs`.',
    PROVIDER_MISCONFIGURED: 'A provider refuses this server, mostly for a wrong key. Its operator has to act.',
    PROVIDER_QUOTA: 'This server’s account with a provider is used up. Its operator has to act.',
    PROVIDER_RATE_LIMITED: 'A provider takes no more requests for a while.',
    PROVIDER_OVERLOADED: 'A provider is overloaded.',
    PROVIDER_UNAVAILABLE: 'A provider cannot be reached or fails.',
    PROVIDER_TIMEOUT: 'A provider did not answer in time.',
    PROVIDER_BAD_RESPONSE: 'A provider answered something that is no answer.',
    PROVIDER_REJECTED: 'A provider refused the request as it stands.',
    MODEL_NOT_FOUND: 'There is no such model here; `models` lists those there are.',
    CONTEXT_TOO_LONG: 'The conversation or message is longer than the model can read.',
    CONTENT_BLOCKED: 'A provider’s content filter blocked the request or the answer.',
    REPLY_INTERRUPTED: 'The reply was cut off; what was written is kept.',
    INTERNAL: 'Something went wrong here. The request id helps the operator to find out what.',
  }),
})
