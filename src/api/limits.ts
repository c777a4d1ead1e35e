/** Tokens in one document; a playground's introspection query has some 600. */
export const maxTokens = 2_000

/** Selections in one document with its fragments spread out, as Apollo counts them before it validates anything else. */
export const maxRecursiveSelections = 5_000

/** Fields that one operation may select over all rows that its lists may hold; see operation-cost.ts. */
export const maxOperationCost = 50_000

/** How long a socket may stay silent before it says who it is, in milliseconds. */
export const connectionInitMs = 5_000

/** How often a silent socket is asked whether it is still there, in milliseconds. */
export const keepAliveMs = 12_000

/** How long a client may take to answer that its socket is to close, in milliseconds. */
export const closeAnswerMs = 1_000

/** How long a socket may take nothing of what waits to be sent to it, in milliseconds; seen between once and twice of it. */
export const stallGraceMs = 12_000

/** Unsent bytes of one socket from which on nothing more is put into it, and nothing more of it is read, until all have left. */
export const mostUnsentBytes = 64 * 1024

/** Subscriptions, queries and mutations of one socket, under way or waiting. */
export const mostOperationsOfASocket = 500

/** Other names under which one operation may ask for a text: each makes an answer longer by the whole of it. */
export const mostAliasesOfText = 3

/** Queries, mutations and subscriptions that begin, of one socket at once; what comes meanwhile waits, in the client's own buffers where it is much. */
export const mostOperationsAtOnce = 16

/** Documents that are kept parsed and validated, and the longest that is, in UTF-16 units. */
export const mostDocuments = 200
export const longestKeptDocument = 8_000
