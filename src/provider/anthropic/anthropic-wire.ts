/** What is read of the events of a message; every field may be missing. */
export interface AnthropicEvent {
  type?: string
  error?: unknown
  message?: { usage?: AnthropicUsage }
  content_block?: { type?: string; text?: string }
  delta?: {
    type?: string
    text?: string
    thinking?: string
    stop_reason?: string | null
  }
  usage?: AnthropicUsage
}

export interface AnthropicUsage {
  input_tokens?: number
  cache_creation_input_tokens?: number | null
  cache_read_input_tokens?: number | null
  output_tokens?: number
}

export interface AnthropicModel {
  id?: unknown
  max_input_tokens?: unknown
}
