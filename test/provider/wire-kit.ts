import { createAnthropicProvider } from '../../src/provider/anthropic/anthropic-provider.ts'
import { createGeminiProvider } from '../../src/provider/gemini/gemini-provider.ts'
import { createOpenAiProvider } from '../../src/provider/openai/openai-provider.ts'
import { createResponsesProvider } from '../../src/provider/openai/responses-provider.ts'
import {
  ProviderFault,
  type Completion,
  type Delta,
  type Provider,
  type ProviderRequest,
} from '../../src/provider/provider.ts'
import type { TransportOptions } from '../../src/provider/transport.ts'
import type { VendorKind } from '../kit/fake-vendor/fake-vendor.ts'

export const allKinds: VendorKind[] = ['openai', 'responses', 'gemini', 'anthropic', 'compatible', 'ollama']

/** What every adapter is given here as its key; no message may ever hold it. */
export const testKey = 'sk-test-0123456789abcdef'

// As much as the other adapters take, so that all of them can be tried with the same.
const maxBodyBytes = 8 * 1024 * 1024

interface Place {
  baseUrl: string
  transport?: TransportOptions
}

/** The real adapter for one kind of vendor, pointed at a base URL. */
export function adapterFor(kind: VendorKind, { baseUrl, transport = {} }: Place): Provider {
  const settings = { name: kind, baseUrl, apiKey: testKey, transport }
  if (kind === 'gemini') return createGeminiProvider(settings)
  if (kind === 'anthropic') return createAnthropicProvider(settings)
  if (kind === 'responses') return createResponsesProvider({ ...settings, transport: { maxBodyBytes, ...transport } })
  return createOpenAiProvider({ ...settings, compatible: kind !== 'openai' })
}

export const hello: ProviderRequest = {
  model: 'fake-small',
  instructions: 'Be brief.',
  turns: [{ role: 'user', text: 'Hello' }],
  temperature: undefined,
  maxOutputTokens: undefined,
}

/** What a delta says, thoughts included. */
export const textOf = (delta: Delta): string => ('text' in delta ? delta.text : '')

export interface Outcome {
  text: string
  reasoning: string
  deltas: Delta[]
  completion?: Completion
  fault?: ProviderFault
}

/** Runs one reply to its end, however it ends; anything thrown that is no fault is the test's failure. */
export async function outcomeOf(provider: Provider, signal = new AbortController().signal): Promise<Outcome> {
  const deltas: Delta[] = []
  const joined = (type: Delta['type']) => deltas.map((delta) => (delta.type === type ? textOf(delta) : '')).join('')
  const seen = () => ({ text: joined('text-delta'), reasoning: joined('reasoning-delta'), deltas })
  try {
    const completion = await provider.stream(hello, (delta) => deltas.push(delta), signal)
    return { ...seen(), completion }
  } catch (fault) {
    if (!(fault instanceof ProviderFault)) throw fault
    return { ...seen(), fault }
  }
}
