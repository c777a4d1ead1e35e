import type { Logger } from '../logger.ts'
import { loadAiSdkPackage, type AiSdkPackage } from './ai-sdk/load-ai-sdk-package.ts'
import { createAnthropicProvider } from './anthropic/anthropic-provider.ts'
import type { ConfiguredProvider } from './configured-provider.ts'
import { type DeadlineOptions, withDeadlines } from './deadlines.ts'
import { createDemoProvider, demoModel } from './demo/demo-provider.ts'
import { createGeminiProvider } from './gemini/gemini-provider.ts'
import { detectLocalServers, type DetectionOptions } from './local-servers.ts'
import { createOpenAiProvider } from './openai/openai-provider.ts'
import { createOpenAiVendor, type OpenAiApi } from './openai/openai-vendor.ts'
import type { Provider } from './provider.ts'

export interface VendorKey {
  apiKey: string
  /** undefined: the vendor's own. */
  baseUrl?: string | undefined
  /** The model that the vendor's name alone stands for; undefined: a small current one. */
  model?: string | undefined
}

export interface ServerSettings {
  name: string
  baseUrl: string
  apiKey?: string | undefined
}

export interface ProviderSettings {
  openai?: (VendorKey & { api?: OpenAiApi | undefined }) | undefined
  gemini?: VendorKey | undefined
  anthropic?: VendorKey | undefined
  servers: ServerSettings[]
  /** Vendors by their AI SDK packages. */
  packages: AiSdkPackage[]
  /** Whether to look for a model server on this machine where nothing is configured. */
  detect: boolean
  /** Whether the demo may answer where there is no model at all. */
  demo: boolean
  /** The package's own folder, with the docs that the demo answers from. */
  docsFolder: string
  deadlines?: DeadlineOptions | undefined
  detection?: DetectionOptions | undefined
}

export interface ComposedProviders {
  /** In the order of preference. */
  providers: ConfiguredProvider[]
  /** What there is to answer with, a line each, to print at start. */
  found: string[]
}

interface Vendor {
  name: 'openai' | 'gemini' | 'anthropic'
  baseUrl: string
  model: string
  contextTokens: number
  create: (options: { name: string; baseUrl: string; apiKey: string; api?: OpenAiApi | undefined }) => Provider
}

// In the order of preference where several keys are set.
const vendors: Vendor[] = [
  {
    name: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    model: 'gpt-5-mini',
    contextTokens: 128_000,
    create: createOpenAiVendor,
  },
  {
    name: 'gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    model: 'gemini-2.5-flash',
    contextTokens: 1_000_000,
    create: createGeminiProvider,
  },
  {
    name: 'anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    model: 'claude-haiku-4-5',
    contextTokens: 200_000,
    create: createAnthropicProvider,
  },
]

/** A server of open models first loads the one that is asked for, which may take minutes; no byte comes meanwhile. */
const serverPatienceMs = 180_000

/** Local servers start with as little as they can; one that takes more says so in its list. */
const serverContextTokens = 4_096

/** What the hosted models of today have at least; the configuration file says what one has beyond. */
const packageContextTokens = 32_000

const howToAddOne =
  'Set OPENAI_API_KEY, GEMINI_API_KEY, ANTHROPIC_API_KEY or PARLEY_SERVERS, or start a local model server such as Ollama; then restart Parley.'

/**
 * Makes the providers that the configuration asks for. Only where it asks for none is a local server looked for, and only
 * where there is none the demo answers: a key that fails is an error and never replaced.
 */
export async function composeProviders(
  settings: ProviderSettings,
  log: Pick<Logger, 'debug'>,
): Promise<ComposedProviders> {
  const { detect, demo } = settings
  const packages = await configuredPackages(settings)
  const configured = join([...configuredVendors(settings), ...configuredServers(settings), ...packages])
  if (configured.providers.length > 0) return configured

  const local = detect ? join(await localServers(settings)) : join([])
  log.debug({ detect, servers: local.providers.length }, 'no provider is configured; looked for local model servers')
  if (local.providers.length > 0) return local

  const why = `No model is configured${detect ? ' and none was found on this machine' : ''}.`
  if (!demo) return { providers: [], found: [`${why} Messages will fail until there is one. ${howToAddOne}`] }
  return join([await demoGuide(settings, why)])
}

interface Found {
  configured: ConfiguredProvider
  line: string
}

const join = (all: Found[]): ComposedProviders => ({
  providers: all.map(({ configured }) => configured),
  found: all.map(({ line }) => line),
})

function configuredVendors(settings: ProviderSettings): Found[] {
  return vendors.flatMap(({ create, ...vendor }) => {
    const given = settings[vendor.name]
    if (!given) return []
    const { name, contextTokens } = vendor
    const { baseUrl = vendor.baseUrl, model: defaultModel = vendor.model, apiKey } = given
    const api = name === 'openai' ? settings.openai?.api : undefined
    const provider = withDeadlines(create({ name, baseUrl, apiKey, api }), settings.deadlines)
    const where = baseUrl === vendor.baseUrl ? '' : ` at ${printable(baseUrl)}`
    const line = `model provider ${name}${where}, default model ${name}/${defaultModel}`
    return [{ configured: { provider, defaultModel, contextTokens }, line }]
  })
}

function configuredServers({ servers, deadlines }: ProviderSettings): Found[] {
  return servers.map((server) => ({
    configured: { provider: compatibleServer(server, deadlines), contextTokens: serverContextTokens },
    line: `model provider ${server.name} at ${printable(server.baseUrl)}`,
  }))
}

function configuredPackages({ packages, deadlines }: ProviderSettings): Promise<Found[]> {
  return Promise.all(
    packages.map(async (wanted) => ({
      configured: {
        provider: withDeadlines(await loadAiSdkPackage(wanted), deadlines),
        defaultModel: wanted.models[0],
        contextTokens: packageContextTokens,
      },
      line: `model provider ${wanted.name} by ${wanted.package}, default model ${wanted.name}/${wanted.models[0]}`,
    })),
  )
}

async function localServers({ detection, deadlines }: ProviderSettings): Promise<Found[]> {
  const servers = await detectLocalServers(detection)
  return servers.map(({ name, baseUrl, models }) => ({
    configured: {
      provider: compatibleServer({ name, baseUrl }, deadlines),
      defaultModel: models[0],
      contextTokens: serverContextTokens,
    },
    line: `model provider ${name} found at ${baseUrl}, default model ${name}/${models[0]}`,
  }))
}

function compatibleServer(server: ServerSettings, deadlines: DeadlineOptions | undefined): Provider {
  const transport = { headersTimeoutMs: serverPatienceMs, bodyTimeoutMs: serverPatienceMs }
  const provider = createOpenAiProvider({ ...server, compatible: true, transport })
  return withDeadlines(provider, { firstDeltaMs: serverPatienceMs, ...deadlines })
}

async function demoGuide({ docsFolder }: ProviderSettings, why: string): Promise<Found> {
  const provider = await createDemoProvider({ docsFolder })
  return {
    configured: { provider, defaultModel: demoModel, models: [demoModel], contextTokens: serverContextTokens },
    line: `${why} The demo guide answers from the docs; it is no language model. ${howToAddOne}`,
  }
}

/** An address without what may be a secret in it. */
function printable(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl)
  return origin + pathname.replace(/\/$/, '')
}
