const replyFields = 'id status text error { code }'

export const signIn = 'mutation { signInAnonymously { token } }'

export const sendMessage = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
  conversation { id } message { id } reply { id } } }`

export const stopReply = `mutation ($replyId: ID!) { stopReply(replyId: $replyId) { ${replyFields} } }`

export const history = `query ($conversationId: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  history(conversationId: $conversationId, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id text clientMessageId replies { ${replyFields} } } }
    pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }`

/** The same without texts, for readings that only ask what is there. */
export const messageIds = `query ($conversationId: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  history(conversationId: $conversationId, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }`

export const conversations = `query ($after: String) { conversations(first: 100, after: $after) {
  edges { node { id } } pageInfo { hasNextPage endCursor } } }`

export const reply = `query ($id: ID!) { reply(id: $id) { ${replyFields} } }`

export const replyStream = `subscription ($replyId: ID!, $after: ReplyCursor) {
  replyStream(replyId: $replyId, after: $after) {
    __typename
    ... on ReplyDelta { cursor text }
    ... on ReplyReset { cursor }
    ... on ReplyNotice { cursor }
    ... on ReplyEnd { cursor reply { ${replyFields} } } } }`

export interface ReplyAnswer {
  id: string
  status: string
  text: string
  error: { code: string } | null
}

export interface Page<Node> {
  edges: { cursor: string; node: Node }[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null; startCursor: string | null }
}

export interface MessageAnswer {
  id: string
  text: string
  clientMessageId: string | null
  replies: ReplyAnswer[]
}

export interface SendAnswer {
  sendMessage: { conversation: { id: string }; message: { id: string }; reply: { id: string } }
}
