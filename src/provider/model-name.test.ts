import { describe, expect, it } from 'vitest'
import type { ConfiguredProvider } from './configured-provider.ts'
import { readModelName } from './model-name.ts'

const configured = (name: string, models?: string[]): ConfiguredProvider => ({
  provider: { name, stream: () => Promise.reject(new Error('unused')), listModels: () => Promise.resolve([]) },
  contextTokens: 1,
  ...(models && { models }),
})

const names = {
  providers: new Map(
    [configured('openai'), configured('openrouter'), configured('demo', ['guide'])].map((one) => [
      one.provider.name,
      one,
    ]),
  ),
  aliases: new Map([
    ['fast', 'openai/gpt-5-mini'],
    ['quick', 'fast'],
    ['router', 'openrouter'],
    ['round', 'and-round'],
    ['and-round', 'round'],
    ['openai', 'openai/gpt-5'],
    ['gone', 'azure/gpt-4'],
  ]),
}

const read = (name: string): string | undefined => {
  const named = readModelName(name, names)
  return named && `${named.configured.provider.name} ${named.model ?? '(default)'}`
}

describe('readModelName', () => {
  it.each([
    ['openai/gpt-5-mini', 'openai gpt-5-mini'],
    ['openrouter/meta-llama/llama-4:free', 'openrouter meta-llama/llama-4:free'],
    ['openrouter', 'openrouter (default)'],
    ['demo', 'demo (default)'],
    ['demo/guide', 'demo guide'],
  ])('reads %s', (name, expected) => {
    expect(read(name)).toBe(expected)
  })

  it.each([
    ['fast', 'openai gpt-5-mini'],
    ['quick', 'openai gpt-5-mini'],
    ['router', 'openrouter (default)'],
  ])('follows the alias %s', (name, expected) => {
    expect(read(name)).toBe(expected)
  })

  it('prefers an alias to the provider of the same name', () => {
    expect(read('openai')).toBe('openai gpt-5')
  })

  it.each([
    ['a model without its provider', 'gpt-5-mini'],
    ['a provider that is not there', 'azure/gpt-4'],
    ['an alias of such', 'gone'],
    ['aliases that run in a circle', 'round'],
    ['nothing', ''],
    ['a lone slash', '/'],
    ['no model after the slash', 'openai/'],
    ['no provider before it', '/gpt-5'],
    ['a model that a closed provider has not', 'demo/other'],
    ['a name of an object of JavaScript', 'constructor'],
    ['a NUL', 'openai/gpt\0'],
    ['a line end', 'openai/gpt\n5'],
    ['a lone surrogate', 'openai/\ud800'],
    ['a name without end', `openai/${'x'.repeat(1_000)}`],
  ])('finds nothing in %s', (_, name) => {
    expect(read(name)).toBeUndefined()
  })
})
