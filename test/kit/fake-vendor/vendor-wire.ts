import { responsesWire } from './responses-wire.ts'
import type { Wire } from './wire.ts'

/** Whose wire is spoken. `ollama` and `compatible` are OpenAI's with other habits, `responses` is OpenAI's other one. */
export type VendorKind = 'openai' | 'responses' | 'gemini' | 'anthropic' | 'compatible' | 'ollama'

/** Where each vendor's base URL points. The root itself is a compatible server, as one on a well-known local port. */
export const basePaths: Record<VendorKind, string> = {
  openai: '/openai/v1',
  responses: '/openai/v1',
  gemini: '/gemini/v1beta',
  anthropic: '/anthropic/v1',
  compatible: '/v1',
  ollama: '/ollama/v1',
}

export interface Route {
  kind: VendorKind
  /** `rejoin`: a run, streamed from after a place; `retrieve`: a run as a whole. */
  call: 'reply' | 'models' | 'rejoin' | 'retrieve' | 'cancel'
  /** Where the path names it. */
  model?: string | undefined
  run?: string
  after?: number
}

/** What a path asks for; undefined for anything that no vendor serves. */
export function routeOf(method: string, url: string): Route | undefined {
  const { pathname, searchParams } = new URL(url, 'http://fake')
  for (const [kind, base] of Object.entries(basePaths) as [VendorKind, string][]) {
    if (!pathname.startsWith(`${base}/`)) continue
    const rest = pathname.slice(base.length)
    if (method === 'GET' && rest === '/models') return { kind, call: 'models' }
    if (kind === 'openai' && rest.startsWith('/responses')) return responsesRoute(method, rest, searchParams)
    if (method !== 'POST') return undefined
    if (kind === 'gemini') {
      const model = /^\/models\/(.+):streamGenerateContent$/.exec(rest)?.[1]
      return model === undefined ? undefined : { kind, call: 'reply', model: decodeURIComponent(model) }
    }
    const path = kind === 'anthropic' ? '/messages' : '/chat/completions'
    return rest === path ? { kind, call: 'reply' } : undefined
  }
  return undefined
}

function responsesRoute(method: string, rest: string, search: URLSearchParams): Route | undefined {
  const kind = 'responses'
  const [, , run, verb, ...more] = rest.split('/').map(decodeURIComponent)
  if (run === undefined) return method === 'POST' ? { kind, call: 'reply' } : undefined
  if (method === 'POST') return verb === 'cancel' && more.length === 0 ? { kind, call: 'cancel', run } : undefined
  if (method !== 'GET' || verb !== undefined) return undefined
  if (search.get('stream') !== 'true') return { kind, call: 'retrieve', run }
  return { kind, call: 'rejoin', run, after: Number(search.get('starting_after') ?? -1) }
}

const openAiWire = (kind: VendorKind): Wire => {
  const chunk = (choices: unknown[], more: object = {}) => ({
    id: 'chatcmpl-fake',
    object: 'chat.completion.chunk',
    created: 1763769600,
    model: 'fake',
    choices,
    ...more,
  })
  const delta = (fields: object) => chunk([{ index: 0, delta: fields, finish_reason: null }])
  return {
    open: () => [delta({ role: 'assistant', content: '' })],
    text: (piece) => delta({ content: piece }),
    reasoning: (piece) => delta(kind === 'ollama' ? { reasoning: piece } : { reasoning_content: piece }),
    finish: ({ finishReason = 'stop', usage, done }) => {
      if (finishReason === null) return done ? ['[DONE]'] : []
      const events: unknown[] = [chunk([{ index: 0, delta: {}, finish_reason: finishReason }])]
      const { input: prompt_tokens, output: completion_tokens } = usage ?? {}
      if (usage) events.push(chunk([], { usage: { prompt_tokens, completion_tokens } }))
      if (done) events.push('[DONE]')
      return events
    },
  }
}

const geminiWire: Wire = {
  open: () => [],
  text: (piece) => ({ candidates: [{ content: { parts: [{ text: piece }], role: 'model' }, index: 0 }] }),
  reasoning: (piece) => ({
    candidates: [{ content: { parts: [{ text: piece, thought: true }], role: 'model' }, index: 0 }],
  }),
  finish: ({ finishReason = 'STOP', usage }) => {
    if (finishReason === null) return []
    const usageMetadata = usage && { promptTokenCount: usage.input, candidatesTokenCount: usage.output }
    const candidates = [{ content: { parts: [{ text: '' }], role: 'model' }, finishReason, index: 0 }]
    return [{ candidates, ...(usageMetadata ? { usageMetadata } : {}) }]
  },
}

const anthropicWire: Wire = {
  open: (model) => [
    {
      type: 'message_start',
      message: { id: 'msg_fake', type: 'message', role: 'assistant', model, content: [], usage: { input_tokens: 7 } },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
  ],
  text: (piece) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } }),
  reasoning: (piece) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'thinking_delta', thinking: piece },
  }),
  finish: ({ finishReason = 'end_turn', usage, done }) => {
    const events: unknown[] = [{ type: 'content_block_stop', index: 0 }]
    if (finishReason !== null) {
      const counted = usage ? { usage: { input_tokens: usage.input, output_tokens: usage.output } } : {}
      events.push({ type: 'message_delta', delta: { stop_reason: finishReason, stop_sequence: null }, ...counted })
    }
    if (done) events.push({ type: 'message_stop' })
    return events
  },
}

export const wires: Record<VendorKind, Wire> = {
  openai: openAiWire('openai'),
  responses: responsesWire,
  compatible: openAiWire('compatible'),
  ollama: openAiWire('ollama'),
  gemini: geminiWire,
  anthropic: anthropicWire,
}

/** One event in Server-Sent Events' clothes; some vendors name their events, the others do not. */
export function renderEvent(kind: VendorKind, event: unknown, lineEnd: string): string {
  const data = typeof event === 'string' ? event : JSON.stringify(event)
  const named = kind === 'anthropic' || kind === 'responses'
  const type = named && typeof event === 'object' && event !== null && 'type' in event ? event.type : ''
  const name = typeof type === 'string' && type !== '' ? `event: ${type}${lineEnd}` : ''
  return `${name}data: ${data}${lineEnd}${lineEnd}`
}

/** The vendor's listing of its models. */
export function listModels(kind: VendorKind, models: string[]): unknown {
  if (kind === 'gemini') {
    return {
      models: models.map((model) => ({
        name: `models/${model}`,
        inputTokenLimit: 1_048_576,
        supportedGenerationMethods: ['generateContent', 'countTokens'],
      })),
    }
  }
  if (kind === 'anthropic') {
    return { data: models.map((id) => ({ type: 'model', id, display_name: id })), has_more: false }
  }
  return { object: 'list', data: models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'fake' })) }
}
