import { describe, expect, it } from 'vitest'
import { ChatError } from '../errors.ts'
import type { ConfiguredProvider } from './configured-provider.ts'
import { ModelRegistry, type ModelRegistryOptions } from './model-registry.ts'
import { type ModelDescription, ProviderFault } from './provider.ts'

const away = new ProviderFault('PROVIDER_UNAVAILABLE', 'lab cannot be reached.', {
  kind: 'transient',
  retry: 'yes',
  fallback: 'yes',
  breaker: 'count',
})

/** A configured provider that lists what `answer` says when asked. */
const provider = (
  name: string,
  answer: (() => ModelDescription[]) | ProviderFault,
  rest: Partial<ConfiguredProvider> = {},
): ConfiguredProvider => ({
  provider: {
    name,
    stream: () => Promise.reject(new Error('unused')),
    listModels: () => (answer instanceof ProviderFault ? Promise.reject(answer) : Promise.resolve(answer())),
  },
  contextTokens: 8_192,
  ...rest,
})

const registry = (options: Partial<ModelRegistryOptions>) => {
  const warnings: string[] = []
  const log = { info: () => {}, warn: (_: unknown, message?: string) => void warnings.push(message ?? '') }
  return {
    warnings,
    models: new ModelRegistry({
      providers: [],
      aliases: {},
      modelSettings: {},
      log,
      ...options,
    }),
  }
}

const codeOf = async (work: Promise<unknown>): Promise<string | undefined> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof ChatError ? error.code : undefined
}

const openai = provider('openai', () => [{ name: 'gpt-5' }, { name: 'gpt-5-mini' }], {
  defaultModel: 'gpt-5-mini',
  contextTokens: 128_000,
})
const lab = provider('lab', () => [{ name: 'qwen3', contextTokens: 32_768 }, { name: 'gemma3' }])

describe('resolve', () => {
  it('takes the default of the first provider where none is named', async () => {
    const { models } = registry({ providers: [openai, lab] })
    const model = await models.resolve(null)
    expect(model).toMatchObject({ id: 'openai/gpt-5-mini', model: 'gpt-5-mini', settings: { contextTokens: 128_000 } })
    expect(model.provider).toBe(openai.provider)
    expect((await models.resolve(undefined)).id).toBe('openai/gpt-5-mini')
  })

  it('takes the configured default, an alias as well', async () => {
    const { models } = registry({ providers: [openai, lab], defaultModel: 'smart', aliases: { smart: 'lab/gemma3' } })
    expect((await models.resolve(null)).id).toBe('lab/gemma3')
  })

  it('takes the first listed model of a provider without a default, and stays with it when others are added', async () => {
    const listed = [{ name: 'a' }]
    const { models } = registry({ providers: [provider('lab', () => listed)] })
    expect((await models.resolve('lab')).id).toBe('lab/a')
    listed.unshift({ name: 'b' })
    expect((await models.resolve('lab')).id).toBe('lab/a')
  })

  it('does not ask the network where a model is named', async () => {
    const { models } = registry({ providers: [provider('lab', away)] })
    expect((await models.resolve('lab/anything')).id).toBe('lab/anything')
  })

  it('fails as the provider does where its default has to be asked for', async () => {
    const { models } = registry({ providers: [provider('lab', away)] })
    await expect(models.resolve('lab')).rejects.toBe(away)
  })

  it('says MODEL_NOT_FOUND for a provider that has no models', async () => {
    const { models } = registry({ providers: [provider('lab', () => [])] })
    expect(await codeOf(models.resolve('lab'))).toBe('MODEL_NOT_FOUND')
  })

  it('says MODEL_NOT_FOUND for a name that is none, and how to see those there are', async () => {
    const { models } = registry({ providers: [openai] })
    const error = await models.resolve('gpt-9\u0000\n').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'MODEL_NOT_FOUND' })
    expect((error as Error).message).toBe(
      'There is no model "gpt-9". The query `models` lists those there are; ask for one by its id.',
    )
  })

  it('does not repeat a name without end', async () => {
    const { models } = registry({ providers: [openai] })
    const error = await models.resolve('😀'.repeat(5_000)).catch((thrown: unknown) => thrown)
    expect((error as Error).message.length).toBeLessThan(300)
    expect((error as Error).message.isWellFormed()).toBe(true)
  })

  it('says what to set where there is no provider at all', async () => {
    const { models } = registry({})
    const error = await models.resolve('openai/gpt-5').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'PROVIDER_MISCONFIGURED' })
    expect((error as Error).message).toContain('OPENAI_API_KEY')
    expect(await codeOf(models.resolve(null))).toBe('PROVIDER_MISCONFIGURED')
  })

  it('blames the operator, not the viewer, for a default that is no model, and warns at start', async () => {
    const { models, warnings } = registry({
      providers: [openai],
      defaultModel: 'azure/gpt-4',
      aliases: { gone: 'x/y', fine: 'openai' },
    })
    expect(await codeOf(models.resolve(null))).toBe('PROVIDER_MISCONFIGURED')
    expect(warnings).toEqual([
      'The default model is of no provider that is configured.',
      'The alias gone leads to no provider that is configured.',
    ])
  })

  it('gives a model its settings, whatever name it was asked by', async () => {
    const { models } = registry({
      providers: [openai],
      aliases: { fast: 'openai' },
      modelSettings: {
        'openai/gpt-5-mini': {
          temperature: 0.2,
          maxOutputTokens: 500,
          contextTokens: 64_000,
          instructions: 'Be brief.',
        },
      },
    })
    expect((await models.resolve('fast')).settings).toEqual({
      temperature: 0.2,
      maxOutputTokens: 500,
      contextTokens: 64_000,
      instructions: 'Be brief.',
    })
  })

  it('learns from the list how much a model takes', async () => {
    const { models } = registry({ providers: [lab] })
    expect((await models.resolve('lab/qwen3')).settings.contextTokens).toBe(8_192)
    await models.list()
    expect((await models.resolve('lab/qwen3')).settings.contextTokens).toBe(32_768)
    expect((await models.resolve('lab/gemma3')).settings.contextTokens).toBe(8_192)
  })
})

describe('list', () => {
  it('puts the default first, the others by provider and name', async () => {
    const { models } = registry({ providers: [openai, lab] })
    expect((await models.list()).map(({ id, isDefault }) => `${id}${isDefault ? ' *' : ''}`)).toEqual([
      'openai/gpt-5-mini *',
      'lab/gemma3',
      'lab/qwen3',
      'openai/gpt-5',
    ])
  })

  it('says what it knows of a model, and nothing that it does not', async () => {
    const { models } = registry({ providers: [lab], modelSettings: { 'lab/gemma3': { contextTokens: 4_096 } } })
    expect(await models.list()).toEqual([
      { id: 'lab/qwen3', provider: 'lab', name: 'qwen3', available: true, isDefault: true, contextTokens: 32_768 },
      { id: 'lab/gemma3', provider: 'lab', name: 'gemma3', available: true, isDefault: false, contextTokens: 4_096 },
    ])
    expect((await registry({ providers: [openai] }).models.list())[0]?.contextTokens).toBeUndefined()
  })

  it('lists a configured default that the vendor does not list, once', async () => {
    const anthropic = provider('anthropic', () => [{ name: 'claude-haiku-4-5-20251001' }], {
      defaultModel: 'claude-haiku-4-5',
    })
    const { models } = registry({ providers: [anthropic], defaultModel: 'anthropic/claude-opus-4-5' })
    expect((await models.list()).map(({ name }) => name)).toEqual([
      'claude-opus-4-5',
      'claude-haiku-4-5',
      'claude-haiku-4-5-20251001',
    ])
  })

  it('lists the default model of a provider that fails, with the reason, and warns once', async () => {
    const failing = provider('openai', away, { defaultModel: 'gpt-5-mini' })
    const { models, warnings } = registry({ providers: [failing, lab] })
    expect((await models.list())[0]).toEqual({
      id: 'openai/gpt-5-mini',
      provider: 'openai',
      name: 'gpt-5-mini',
      available: false,
      unavailableReason: 'lab cannot be reached.',
      isDefault: true,
    })
    await models.list()
    expect(warnings).toEqual(['The models of openai cannot be listed: lab cannot be reached.'])
  })

  it('shows a provider whose models were never seen under its own name, which can be asked for', async () => {
    const { models } = registry({ providers: [provider('lab', away)] })
    expect((await models.list()).map(({ id, available, isDefault }) => [id, available, isDefault])).toEqual([
      ['lab', false, true],
    ])
  })

  it('is empty where there is no provider', async () => {
    expect(await registry({}).models.list()).toEqual([])
  })
})
