/** How far a reply has come. The last three are final. */
export type ReplyStatus = 'PENDING' | 'STREAMING' | 'COMPLETED' | 'FAILED' | 'STOPPED'

/** Something that happened behind the scenes, worth telling the person who waits. */
export interface ReplyNotice {
  kind: 'RETRYING' | 'FELL_BACK' | 'RECOVERED' | 'CACHED'
  model?: string | null
}

/** What every ReplyEnd brings of its reply, whatever else a query asks for. */
export interface SettledReply {
  id?: string
  model?: string | null
  status: ReplyStatus
  error?: { code?: string; message?: string; retryable?: boolean; retryAfterMs?: number | null } | null
}

/** An event of `replyStream`: what a follower needs of it. */
export type ReplyEvent<Reply extends SettledReply = SettledReply> =
  | { __typename: 'ReplyDelta'; cursor: string; text: string }
  | { __typename: 'ReplyReset'; cursor: string; reason: 'FAILOVER' | 'RECOVERY' }
  | ({ __typename: 'ReplyNotice'; cursor: string } & ReplyNotice)
  | { __typename: 'ReplyEnd'; cursor: string; reply: Reply }

/** The reply that ReplyEnd brings in the data of a subscription. */
export type ReplyIn<Data> =
  Extract<Data[keyof Data], { __typename?: 'ReplyEnd' }> extends { reply: infer Reply }
    ? Reply & SettledReply
    : SettledReply
