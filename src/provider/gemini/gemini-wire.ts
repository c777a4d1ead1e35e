/** What is read of one response in a stream of them; every field may be missing. */
export interface GeminiResponse {
  error?: unknown
  candidates?: GeminiCandidate[]
  promptFeedback?: { blockReason?: string }
  usageMetadata?: GeminiUsage
}

export interface GeminiCandidate {
  index?: number
  content?: { parts?: GeminiPart[] }
  finishReason?: string
}

export interface GeminiPart {
  text?: string
  /** True where the text is what the model thinks, not what it answers. */
  thought?: boolean
}

export interface GeminiUsage {
  promptTokenCount?: number
  candidatesTokenCount?: number
  thoughtsTokenCount?: number
}

export interface GeminiModel {
  name?: unknown
  inputTokenLimit?: unknown
  supportedGenerationMethods?: unknown
}
