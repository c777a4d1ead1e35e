/** What is read of a chat completion chunk; every field may be missing, null or of another type. */
export interface OpenAiChunk {
  error?: unknown
  object?: string
  choices?: OpenAiChoice[] | null
  usage?: OpenAiUsage | null
  /** Groq's place for the usage. */
  x_groq?: { usage?: OpenAiUsage | null } | null
}

export interface OpenAiChoice {
  index?: number
  delta?: OpenAiDelta | null
  /** In place of the delta where a server does not stream. */
  message?: OpenAiDelta | null
  finish_reason?: string | null
  /** OpenRouter's place for an error of the vendor behind it. */
  error?: unknown
}

export interface OpenAiDelta {
  content?: string | OpenAiPart[] | null
  /** DeepSeek, vLLM, llama.cpp. */
  reasoning_content?: string | null
  /** OpenRouter, Ollama, Groq. */
  reasoning?: string | null
  refusal?: string | null
}

/** Mistral's way of telling thoughts from text. */
export interface OpenAiPart {
  type?: string
  text?: string
  thinking?: { text?: string }[]
}

export interface OpenAiUsage {
  prompt_tokens?: number
  completion_tokens?: number
}

export interface OpenAiModel {
  id?: unknown
  /** OpenRouter, Together. */
  context_length?: unknown
  /** Groq. */
  context_window?: unknown
  /** Mistral. */
  max_context_length?: unknown
  /** vLLM. */
  max_model_len?: unknown
}
