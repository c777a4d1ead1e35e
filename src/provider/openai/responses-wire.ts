/** What is read of one event of a streamed response; every field may be missing, null or of another type. */
export interface ResponsesEvent {
  type?: string
  /** Where the run stands with this event; they grow by one. */
  sequence_number?: unknown
  delta?: unknown
  response?: ResponsesObject | null
  error?: unknown
  /** `response` where a server answers with the whole in place of a stream. */
  object?: string
}

/** What is read of a response as a whole. */
export interface ResponsesObject {
  id?: unknown
  status?: string
  error?: unknown
  incomplete_details?: { reason?: string } | null
  output?: ResponsesItem[] | null
  usage?: ResponsesUsage | null
}

export interface ResponsesItem {
  type?: string
  content?: ResponsesPart[] | null
}

export interface ResponsesPart {
  /** `output_text` or `refusal`. */
  type?: string
  text?: string
}

export interface ResponsesUsage {
  input_tokens?: number
  output_tokens?: number
}
