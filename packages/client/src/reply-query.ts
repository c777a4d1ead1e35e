/** Asks for a reply's events with all that a follower needs of them. */
export const replyQuery = `subscription Reply($replyId: ID!, $after: ReplyCursor) {
  replyStream(replyId: $replyId, after: $after) {
    __typename
    ... on ReplyDelta { cursor text }
    ... on ReplyReset { cursor reason }
    ... on ReplyNotice { cursor kind model }
    ... on ReplyEnd {
      cursor
      reply { id status model error { code message retryable retryAfterMs } }
    }
  }
}`
