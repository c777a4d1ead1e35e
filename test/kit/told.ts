/** An error as every client is told it. */
export interface ToldError {
  message: string
  path?: (string | number)[]
  extensions: { code: string; category: string; retryable: boolean; retryAfterMs?: number; requestId: string }
}

export interface ReplyData {
  id: string
  status: 'PENDING' | 'STREAMING' | 'COMPLETED' | 'FAILED' | 'STOPPED'
  text: string
  cursor: string
  model: string | null
  finishReason: 'STOP' | 'LENGTH' | 'OTHER' | null
  usage: { inputTokens: number | null; outputTokens: number | null } | null
  error: { code: string; category: string; message: string; retryable: boolean; retryAfterMs: number | null } | null
  createdAt: string
  endedAt: string | null
}
