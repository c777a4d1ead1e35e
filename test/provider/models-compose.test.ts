import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { composeProviders, type ProviderSettings } from '../../src/provider/compose-providers.ts'
import { ModelRegistry } from '../../src/provider/model-registry.ts'
import { type FakeVendor, startFakeVendor } from '../kit/fake-vendor/fake-vendor.ts'
import { textOf } from './wire-kit.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

let vendor: FakeVendor
let docsFolder: string
let closedPort: number

beforeAll(async () => {
  vendor = await startFakeVendor({ models: ['fake-large', 'fake-small'] })
  docsFolder = await mkdtemp(join(tmpdir(), 'parley-compose-'))
  closedPort = await freePort()
})
afterEach(() => vendor.reset())
afterAll(async () => {
  await vendor.stop()
  await rm(docsFolder, { recursive: true, force: true })
})

/** A port on which nothing listens. */
const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const nothing = (): ProviderSettings => ({
  servers: [],
  packages: [],
  detect: true,
  demo: true,
  docsFolder,
  detection: { ports: { ollama: closedPort } },
})

const key = 'sk-secret'

const registryOf = async (settings: ProviderSettings) => {
  const { providers, found } = await composeProviders(settings, log)
  return { found, models: new ModelRegistry({ providers, aliases: {}, modelSettings: {}, log }) }
}

const answerOf = async (models: ModelRegistry, name: string | null): Promise<string> => {
  const { provider, model } = await models.resolve(name)
  let text = ''
  const turns = [{ role: 'user' as const, text: 'Hello?' }]
  await provider.stream(
    { model, instructions: undefined, turns, temperature: undefined, maxOutputTokens: undefined },
    (delta) => void (text += textOf(delta)),
    new AbortController().signal,
  )
  return text
}

describe('with keys', () => {
  const all = (): ProviderSettings => ({
    ...nothing(),
    openai: { apiKey: key, baseUrl: vendor.baseUrl('openai') },
    gemini: { apiKey: key, baseUrl: vendor.baseUrl('gemini'), model: 'fake-small' },
    anthropic: { apiKey: key, baseUrl: vendor.baseUrl('anthropic') },
    servers: [{ name: 'lab', baseUrl: vendor.baseUrl('compatible'), apiKey: 'sk-lab' }],
  })

  it('takes every provider in its order, the first one as default, and neither detection nor demo', async () => {
    const { models, found } = await registryOf(all())
    expect((await models.resolve(null)).id).toBe('openai/gpt-5-mini')
    expect((await models.resolve('gemini')).id).toBe('gemini/fake-small')
    expect((await models.resolve('anthropic')).id).toBe('anthropic/claude-haiku-4-5')
    expect((await models.resolve('lab')).id).toBe('lab/fake-large')
    expect(found.map((line) => line.split(/[ ,]/)[2])).toEqual(['openai', 'gemini', 'anthropic', 'lab'])
    expect(found.join()).not.toContain('sk-')
  })

  it.each(['openai', 'gemini', 'anthropic', 'lab'])('streams from %s with its own key', async (name) => {
    const { models } = await registryOf(all())
    expect(await answerOf(models, name)).toContain('You said: Hello?')
    const { headers } = await vendor.nextRequest()
    expect(JSON.stringify(headers)).toContain(name === 'lab' ? 'sk-lab' : key)
  })

  it.each([
    ['responses', '/openai/v1/responses'],
    ['chat', '/openai/v1/chat/completions'],
    [undefined, '/openai/v1/chat/completions'],
  ] as const)("asks OpenAI's place by the interface %s", async (api, path) => {
    const { models } = await registryOf({
      ...nothing(),
      openai: { apiKey: key, baseUrl: vendor.baseUrl('openai'), api },
    })
    expect(await answerOf(models, null)).toContain('You said: Hello?')
    expect((await vendor.nextRequest()).path).toBe(path)
  })

  it('lists the models of all, each available', async () => {
    const { models } = await registryOf(all())
    const listed = await models.list()
    expect(listed[0]).toMatchObject({ id: 'openai/gpt-5-mini', isDefault: true, available: true })
    expect(listed.filter(({ available }) => !available)).toEqual([])
    expect(new Set(listed.map(({ provider }) => provider))).toEqual(new Set(['openai', 'gemini', 'anthropic', 'lab']))
  })

  it('never replaces a key that fails by the demo', async () => {
    vendor.script({ call: 'models', status: 401, body: { error: { message: `bad ${key}` } } })
    const settings = { ...nothing(), openai: { apiKey: key, baseUrl: vendor.baseUrl('openai') } }
    const { models } = await registryOf(settings)
    const [only, ...others] = await models.list()
    expect(others).toEqual([])
    expect(only).toMatchObject({ id: 'openai/gpt-5-mini', available: false })
    expect(only?.unavailableReason).toContain('OPENAI_API_KEY')
    expect(only?.unavailableReason).not.toContain(key)

    vendor.script({ status: 401, body: { error: { message: `bad ${key}` } } })
    await expect(answerOf(models, null)).rejects.toMatchObject({ code: 'PROVIDER_MISCONFIGURED' })
  })

  it('says of a server that is away that it is, under its own name', async () => {
    const { models } = await registryOf({
      ...nothing(),
      servers: [{ name: 'lab', baseUrl: `http://127.0.0.1:${closedPort}/v1` }],
    })
    expect(await models.list()).toMatchObject([{ id: 'lab', available: false }])
    await expect(models.resolve(null)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' })
  })
})

describe('with nothing configured', () => {
  it('takes a local server that is there, and its first model', async () => {
    // The fake vendor answers below a path of its own; a local server answers at its root.
    const root = await serveAtRoot(vendor.baseUrl('compatible'))
    try {
      const { models, found } = await registryOf({ ...nothing(), detection: { ports: { ollama: root.port } } })
      expect((await models.resolve(null)).id).toBe('ollama/fake-large')
      expect(found).toEqual([
        `model provider ollama found at http://127.0.0.1:${root.port}/v1, default model ollama/fake-large`,
      ])
      expect(await answerOf(models, null)).toContain('You said: Hello?')
    } finally {
      await root.stop()
    }
  })

  it('takes the demo where there is none, and says so and how to add a model', async () => {
    const { models, found } = await registryOf(nothing())
    expect((await models.resolve(null)).id).toBe('demo/guide')
    await expect(models.resolve('demo/other')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
    expect(found[0]).toMatch(/none was found on this machine.*no language model.*OPENAI_API_KEY/)
  })

  it('does not look for a local server where it may not', async () => {
    const root = await serveAtRoot(vendor.baseUrl('compatible'))
    try {
      const settings = { ...nothing(), detect: false, detection: { ports: { ollama: root.port } } }
      expect((await composeProviders(settings, log)).providers.map(({ provider }) => provider.name)).toEqual(['demo'])
      expect(root.requests()).toBe(0)
    } finally {
      await root.stop()
    }
  })

  it('has no provider where the demo is off, and tells senders what is missing', async () => {
    const { models, found } = await registryOf({ ...nothing(), demo: false })
    await expect(models.resolve(null)).rejects.toMatchObject({ code: 'PROVIDER_MISCONFIGURED' })
    expect(await models.list()).toEqual([])
    expect(found[0]).toContain('Messages will fail')
  })
})

/** Serves the fake vendor's compatible interface at /v1, as a local model server does. */
async function serveAtRoot(target: string) {
  let count = 0
  const server = createServer((request, response) => {
    count += 1
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}
      const headers = { 'content-type': 'application/json' }
      fetch(target + (request.url ?? '').slice('/v1'.length), { method: request.method ?? 'GET', headers, ...body })
        .then(async (answer) => {
          response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
          response.end(Buffer.from(await answer.arrayBuffer()))
        })
        .catch(() => response.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    requests: () => count,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe("a vendor's AI SDK package", () => {
  const lab = {
    name: 'sdk',
    package: '@ai-sdk/openai-compatible',
    factory: 'createOpenAICompatible',
    models: ['fake-large'] as [string],
  }

  it('is loaded by its name and asked over the wire', async () => {
    const options = { name: 'sdk', baseURL: vendor.baseUrl('compatible'), includeUsage: true }
    const { providers, found } = await composeProviders({ ...nothing(), packages: [{ ...lab, options }] }, log)
    expect(found).toEqual(['model provider sdk by @ai-sdk/openai-compatible, default model sdk/fake-large'])
    vendor.script({ kind: 'compatible', chunks: ['from ', 'a package'] })
    let text = ''
    const request = {
      model: 'fake-large',
      instructions: undefined,
      turns: [{ role: 'user' as const, text: 'hi' }],
      temperature: undefined,
      maxOutputTokens: undefined,
    }
    await providers[0]!.provider.stream(request, (delta) => (text += textOf(delta)), AbortSignal.timeout(5_000))
    expect(text).toBe('from a package')
  })

  it.each([
    [{ package: '@ai-sdk/not-installed' }, 'npm install @ai-sdk/not-installed'],
    [{ factory: 'createNothing' }, 'exports no function createNothing'],
  ])('stops the start with what to do where it is not there: %j', async (wrong, words) => {
    const packages = [{ ...lab, options: {}, ...wrong }]
    await expect(composeProviders({ ...nothing(), packages }, log)).rejects.toThrow(words)
  })
})
