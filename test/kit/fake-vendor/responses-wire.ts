import type { ReplyFinish, Wire } from './wire.ts'

const place = { item_id: 'msg_fake', output_index: 0, content_index: 0 }
const part = { type: 'output_text', text: '', annotations: [] }
const item = { id: 'msg_fake', type: 'message', role: 'assistant' }

/** What a response says of itself; the run that it belongs to fills in its id and its text. */
export const responseObject = (fields: object): object => ({
  id: 'resp_fake',
  object: 'response',
  created_at: 1763769600,
  background: true,
  error: null,
  incomplete_details: null,
  output: [],
  usage: null,
  ...fields,
})

const unfinished = (model: string, status: string) => responseObject({ model, status })

/** OpenAI's Responses as they are streamed. */
export const responsesWire: Wire = {
  open: (model) => [
    { type: 'response.created', response: unfinished(model, 'queued') },
    { type: 'response.queued', response: unfinished(model, 'queued') },
    { type: 'response.in_progress', response: unfinished(model, 'in_progress') },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, part },
  ],
  text: (piece) => ({ type: 'response.output_text.delta', ...place, delta: piece, logprobs: [] }),
  reasoning: (piece) => ({
    type: 'response.reasoning_summary_text.delta',
    item_id: 'rs_fake',
    output_index: 0,
    summary_index: 0,
    delta: piece,
  }),
  finish: ({ finishReason = 'stop', usage }) => {
    if (finishReason === null) return []
    const counted = usage && {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: usage.input + usage.output,
    }
    return [
      { type: 'response.output_text.done', ...place },
      { type: 'response.output_item.done', output_index: 0, item: { ...item, status: 'completed' } },
      endingOf(finishReason, counted),
    ]
  },
}

function endingOf(finishReason: NonNullable<ReplyFinish['finishReason']>, usage: object | null): object {
  if (finishReason === 'stop') {
    return { type: 'response.completed', response: responseObject({ status: 'completed', usage }) }
  }
  const reason = finishReason === 'length' ? 'max_output_tokens' : finishReason
  const response = responseObject({ status: 'incomplete', incomplete_details: { reason }, usage })
  return { type: 'response.incomplete', response }
}
